namespace Microsoft.ML.Bayesian;

/// <summary>A pooling of the network's inputs, which have no variance.</summary>
internal sealed unsafe class KnownPooling(NetworkLayer layer) : MomentLayer
{
    private readonly LayerKernel kernel = LayerKernel.Create(layer)!;

    public override int PaddedOutputs => kernel.PaddedOutputs;

    public override void Run(int lanes, float* mean, float* variance, float* outputMean, float* outputVariance) => kernel.Run(lanes, null, mean, outputMean);
}
