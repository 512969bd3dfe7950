namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The weights that a posterior's own engine draws, as plain numbers.</summary>
internal sealed unsafe class DrawnWeights
{
    private readonly Posterior posterior;
    private readonly WeightSampler? singlePrecision;
    private readonly CodeSampler? integers;
    private readonly IntegerSamplingRule? rule;

    public DrawnWeights(Posterior posterior, ulong seed)
    {
        this.posterior = posterior;
        var options = new InferenceOptions { Seed = seed, SampleCacheBytes = 0 };
        rule = posterior.Sampling as IntegerSamplingRule;
        if (rule is null)
            singlePrecision = new(posterior, options);
        else
            integers = new(posterior, rule, options);
    }

    /// <summary>One sample of all layers' weights, each [output][tap].</summary>
    public float[][] Draw(int sample)
    {
        NetworkLayer[] layers = [.. posterior.Network.ParameterizedLayers];
        AlignedBuffer? scratch = singlePrecision?.Rent() ?? integers?.Rent();
        float* floats = singlePrecision is null ? null : singlePrecision.Sample(sample, scratch);
        int* codes = integers is null ? null : integers.Sample(sample, scratch);
        var weights = new float[layers.Length][];
        for (int index = 0; index < layers.Length; index++)
        {
            var layout = new WeightLayout(layers[index]);
            weights[index] = new float[layout.Outputs * layout.Taps];
            float[] steps = rule?.Layers[index].WeightStepsOf(posterior.Layers[index]) ?? [];
            for (int i = 0; i < weights[index].Length; i++)
            {
                int output = i / layout.Taps, tap = i % layout.Taps;
                weights[index][i] = codes is null
                    ? floats[singlePrecision!.Offsets[index] + tap * layout.Stride + output]
                    : Code(codes + integers!.Offsets[index] + layout.Stride + tap / 2 * layout.Stride + output, tap) * steps[i];
            }
        }

        singlePrecision?.Return(scratch);
        integers?.Return(scratch);
        return weights;
    }

    private static int Code(int* pair, int tap) => tap % 2 == 0 ? (short)*pair : *pair >> 16;
}
