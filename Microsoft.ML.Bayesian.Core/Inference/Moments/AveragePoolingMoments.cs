namespace Microsoft.ML.Bayesian;

/// <summary>The mean of n values, taken for independent: its variance is the mean of theirs, divided by n.</summary>
internal sealed unsafe class AveragePoolingMoments(NetworkLayer layer, AveragePooling2D pooling) : MomentLayer
{
    private readonly LayerKernel kernel = LayerKernel.Create(layer)!;
    private readonly float share = 1f / (pooling.Window.Height * pooling.Window.Width);

    public override int PaddedOutputs => kernel.PaddedOutputs;

    public override void Run(int lanes, float* mean, float* variance, float* outputMean, float* outputVariance)
    {
        kernel.Run(lanes, null, mean, outputMean);
        kernel.Run(lanes, null, variance, outputVariance);
        ElementwiseKernel.Multiply(outputVariance, share, layer.Output.Length * lanes);
    }
}
