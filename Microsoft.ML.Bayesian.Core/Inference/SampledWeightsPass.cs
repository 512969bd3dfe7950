namespace Microsoft.ML.Bayesian;

/// <summary>Draws whole sets of weights from the posterior, in single precision, and runs the networks that they give.</summary>
internal sealed unsafe class SampledWeightsPass(NetworkArchitecture network, WeightSampler sampler, ForwardPass forward) : SamplewisePass
{
    private const int MostBlockRows = 1024;

    // Rows of very many inputs come in smaller blocks, 64 MiB of inputs at most.
    private const int MostBlockInputs = 1 << 24;

    private readonly AlignedBuffer first = new((long)forward.BufferLength * RowBlock.Lanes), second = new((long)forward.BufferLength * RowBlock.Lanes);
    private readonly AlignedBuffer? scratch = sampler.Rent();
    private float* weights;

    public override int BlockRows { get; } = Math.Clamp(MostBlockInputs / network.InputCount, 1, MostBlockRows);

    public override void Draw(int sample) => weights = sampler.Sample(sample, scratch);

    public override float* Tile(RowBlock block, int start) => forward.Rows(weights, sampler.Offsets, block.Inputs(start), first.Pointer, second.Pointer);

    public override float* Single(RowBlock block, int row) => forward.Single(weights, sampler.Offsets, block.Inputs(row), first.Pointer, second.Pointer);

    /// <summary>The engine that samples the weights of a posterior.</summary>
    public static SamplewiseEngine CreateEngine(Posterior posterior, InferenceOptions options)
    {
        var sampler = new WeightSampler(posterior, options);
        var forward = new ForwardPass(posterior.Network);
        return new(posterior, options, () => new SampledWeightsPass(posterior.Network, sampler, forward));
    }
}
