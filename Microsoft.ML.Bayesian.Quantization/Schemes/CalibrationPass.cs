namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Runs calibration rows through networks drawn from a posterior, and shows what comes into each layer that has parameters.</summary>
internal sealed unsafe class CalibrationPass
{
    /// <summary>The number of rows that are shown together.</summary>
    public const int Lanes = MultiplyAccumulate.RowLanes;

    private readonly NetworkArchitecture network;
    private readonly WeightSampler sampler;
    private readonly int sampleCount;

    /// <summary>Prepares the pass.</summary>
    /// <param name="posterior">The posterior that networks are drawn from.</param>
    /// <param name="sampleCount">The number of networks.</param>
    /// <param name="seed">The seed of the draws.</param>
    public CalibrationPass(Posterior posterior, int sampleCount, ulong seed)
    {
        network = posterior.Network;
        this.sampleCount = sampleCount;
        sampler = new WeightSampler(posterior, new InferenceOptions { SampleCount = sampleCount, Seed = seed, SampleCacheBytes = 0 });
    }

    /// <summary>Receives the inputs of a layer: [feature][lane], of which the first lanes hold rows.</summary>
    public delegate void Visitor(int layer, ReadOnlySpan<float> inputs, int rows);

    /// <summary>Shows every block of rows in every sample to the visitor.</summary>
    /// <param name="rows">The rows, a multiple of the network's input count.</param>
    /// <param name="visit">Called once per sample, block and layer with parameters; the first layer's inputs are shown in the first sample only.</param>
    /// <param name="cancellation">Ends the pass.</param>
    public void Run(ReadOnlySpan<float> rows, Visitor visit, CancellationToken cancellation)
    {
        int inputs = network.InputCount, count = rows.Length / inputs;
        (NetworkLayer Layer, LayerKernel? Kernel)[] steps = [.. network.Layers.Select(layer => (layer, LayerKernel.Create(layer)))];
        int longest = Math.Max(inputs, steps.Max(step => step.Kernel?.PaddedOutputs ?? 0));
        AlignedBuffer input = new((long)longest * Lanes), output = new((long)longest * Lanes);
        AlignedBuffer? scratch = sampler.Rent();
        for (int sample = 0; sample < sampleCount; sample++)
        {
            float* weights = sampler.Sample(sample, scratch);
            for (int start = 0; start < count; start += Lanes)
            {
                cancellation.ThrowIfCancellationRequested();
                int block = Math.Min(Lanes, count - start);
                Load(rows.Slice(start * inputs, block * inputs), block, input.Span);
                int parameterized = 0;
                foreach ((NetworkLayer layer, LayerKernel? kernel) in steps)
                {
                    if (layer.HasParameters && (parameterized > 0 || sample == 0))
                        visit(parameterized, input.Span[..(layer.Input.Length * Lanes)], block);
                    if (kernel is null)
                        continue;
                    kernel.Rows(weights + sampler.Offsets[Math.Min(parameterized, sampler.Offsets.Length - 1)], input.Pointer, output.Pointer);
                    (input, output) = (output, input);
                    if (layer.HasParameters)
                        parameterized++;
                }
            }
        }

        sampler.Return(scratch);
    }

    private void Load(ReadOnlySpan<float> rows, int count, Span<float> destination)
    {
        int inputs = network.InputCount;
        destination.Clear();
        for (int row = 0; row < count; row++)
        {
            for (int feature = 0; feature < inputs; feature++)
                destination[feature * Lanes + row] = rows[row * inputs + feature];
        }
    }
}
