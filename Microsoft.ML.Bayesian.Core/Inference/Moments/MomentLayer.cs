namespace Microsoft.ML.Bayesian;

/// <summary>
/// One layer's pass over mean and variance of its inputs, taken for independent Gaussians. Buffers of variances have room for twice the
/// layer's inputs, since a layer with parameters puts the second moments of its inputs behind their variances.
/// </summary>
internal abstract unsafe class MomentLayer
{
    /// <summary>The number of values per row that buffers of outputs need room for.</summary>
    public abstract int PaddedOutputs { get; }

    /// <summary>Computes the moments of the outputs.</summary>
    /// <param name="lanes"><see cref="MultiplyAccumulate.RowLanes"/>, or 1 for a single row.</param>
    /// <param name="mean">The means of the inputs, [feature][lane].</param>
    /// <param name="variance">Their variances; what stands there is ignored and overwritten where the inputs are known.</param>
    /// <param name="outputMean">Receives the means of the outputs.</param>
    /// <param name="outputVariance">Receives their variances.</param>
    public abstract void Run(int lanes, float* mean, float* variance, float* outputMean, float* outputVariance);

    /// <summary>The pass over a layer; null for a layer that moves no value.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="learnt">The posterior of its parameters; null where it has none.</param>
    /// <param name="known">Whether the layer's inputs are those of the network, with variance 0.</param>
    public static MomentLayer? Create(NetworkLayer layer, LayerPosterior? learnt, bool known) => layer.Definition switch
    {
        Flatten => null,
        MaxPooling2D pooling when !known => new MaxPoolingMoments(layer, pooling),
        AveragePooling2D pooling when !known => new AveragePoolingMoments(layer, pooling),
        MaxPooling2D or AveragePooling2D => new KnownPooling(layer),
        _ => new LinearMoments(layer, learnt!, known),
    };
}
