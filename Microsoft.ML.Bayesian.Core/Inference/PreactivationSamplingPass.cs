namespace Microsoft.ML.Bayesian;

/// <summary>The memory and the loop of <see cref="PreactivationSampling"/>.</summary>
internal sealed unsafe class PreactivationSamplingPass : RowwisePass
{
    private readonly PreactivationSampling method;
    private readonly AlignedBuffer first, second, squares, mean, deviation, firstMean, firstDeviation;
    private readonly SampleTile singles;
    private readonly AlignedBuffer? noiseScratch, weightScratch;

    public PreactivationSamplingPass(PreactivationSampling method)
    {
        this.method = method;
        PreactivationSampling.Step[] steps = [.. method.Below, method.First, .. method.Above];
        AlignedBuffer Buffer(int length) => new((long)length * RowBlock.Lanes + ElementwiseKernel.Width);
        int longest = steps.Max(step => step.PaddedOutputs);
        first = Buffer(longest);
        second = Buffer(longest);
        squares = Buffer(steps.Max(step => step.Inputs));
        mean = Buffer(longest);
        deviation = Buffer(longest);
        firstMean = Buffer(method.First.PaddedOutputs);
        firstDeviation = Buffer(method.First.PaddedOutputs);
        singles = new SampleTile(method.Network.ClassCount);
        noiseScratch = method.Noise.Rent();
        weightScratch = method.Weights?.Rent();
    }

    public override void AddSamples(RowBlock block, int row, int lanes)
    {
        float* input = block.Inputs(row), output = first.Pointer, spare = second.Pointer;
        foreach (PreactivationSampling.Step step in method.Below)
        {
            step.Kernel!.Run(lanes, null, input, output);
            input = output;
            output = spare;
            spare = input;
        }

        method.First.Gaussian!.Run(lanes, input, squares.Pointer, firstMean.Pointer, firstDeviation.Pointer);
        for (int sample = 0; sample < method.SampleCount; sample++)
        {
            float* logits = Sample(sample, lanes);
            if (lanes == 1)
                singles.Add(logits, block, row, last: sample == method.SampleCount - 1);
            else
                block.AddTile(logits, row);
        }
    }

    private float* Sample(int sample, int lanes)
    {
        float* noise = method.Noise.Sample(sample, noiseScratch), weights = method.Weights is null ? null : method.Weights.Sample(sample, weightScratch);
        float* values = first.Pointer, spare = second.Pointer;
        Draw(method.First, lanes, firstMean.Pointer, firstDeviation.Pointer, noise, values);
        foreach (PreactivationSampling.Step step in method.Above)
        {
            if (step.Gaussian is { } gaussian)
            {
                gaussian.Run(lanes, values, squares.Pointer, mean.Pointer, deviation.Pointer);
                Draw(step, lanes, mean.Pointer, deviation.Pointer, noise, values);
            }
            else
            {
                step.Kernel!.Run(lanes, step.SampledLayer < 0 ? null : weights + method.Weights!.Offsets[step.SampledLayer], values, spare);
                float* used = values;
                values = spare;
                spare = used;
            }
        }

        return values;
    }

    private void Draw(PreactivationSampling.Step step, int lanes, float* means, float* deviations, float* noise, float* destination)
    {
        int units = step.Gaussian!.Units;
        ElementwiseKernel.Draw(units, lanes, means, deviations, noise + method.Noise.Offsets[step.NoiseLayer], destination);
        ActivationKernel.Apply(step.Gaussian.Activation, new Span<float>(destination, units * lanes));
    }
}
