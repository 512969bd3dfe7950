namespace Microsoft.ML.Bayesian;

/// <summary>
/// One layer's forward pass on given weights, in two layouts with the same arithmetic: many rows ([feature][lane], one row per lane)
/// and a single row ([feature]). Buffers hold the features padded to <see cref="PaddedOutputs"/>; what the padding holds is unspecified.
/// </summary>
internal abstract unsafe class LayerKernel
{
    /// <summary>The number of output values that a buffer must have room for, per row.</summary>
    public abstract int PaddedOutputs { get; }

    /// <summary>Computes <see cref="MultiplyAccumulate.RowLanes"/> rows.</summary>
    /// <param name="weights">The layer's weights in the layout of <see cref="WeightLayout"/>; ignored where it has none.</param>
    /// <param name="input">The inputs, [feature][lane].</param>
    /// <param name="output">Receives the outputs, [feature][lane].</param>
    public abstract void Rows(float* weights, float* input, float* output);

    /// <summary>Computes a single row.</summary>
    /// <param name="weights">The layer's weights in the layout of <see cref="WeightLayout"/>; ignored where it has none.</param>
    /// <param name="input">The inputs, [feature].</param>
    /// <param name="output">Receives the outputs, [feature].</param>
    public abstract void Single(float* weights, float* input, float* output);

    /// <summary>Computes <see cref="MultiplyAccumulate.RowLanes"/> rows, or a single one where there is 1 lane.</summary>
    public void Run(int lanes, float* weights, float* input, float* output)
    {
        if (lanes == 1)
            Single(weights, input, output);
        else
            Rows(weights, input, output);
    }

    /// <summary>The kernel of a layer; null for a layer that moves no value.</summary>
    public static LayerKernel? Create(NetworkLayer layer) => layer.Definition switch
    {
        Dense => new DenseKernel(layer),
        Convolution2D convolution => new ConvolutionKernel(layer, convolution),
        MaxPooling2D pooling => new PoolingKernel(layer, pooling.Window, pooling.Stride, average: false),
        AveragePooling2D pooling => new PoolingKernel(layer, pooling.Window, pooling.Stride, average: true),
        Flatten => null,
        _ => throw new NotSupportedException($"There is no kernel for the layer {layer.Name}."),
    };
}
