namespace Microsoft.ML.Bayesian;

/// <summary><see cref="LinearMoments"/> as nodes: the sums of a dense or convolution layer, before its activation.</summary>
/// <param name="Weight">The means of the weights.</param>
/// <param name="Mean">The means of the sums.</param>
/// <param name="Fresh">The variance that the weights bring in.</param>
/// <param name="Carried">The variance that the inputs bring in; null where they have none.</param>
internal readonly record struct LinearGraph(OnnxValue Weight, OnnxValue Mean, OnnxValue Fresh, OnnxValue? Carried)
{
    /// <summary>The variances of the sums.</summary>
    public OnnxValue Variance => Carried is { } carried ? Fresh + carried : Fresh;

    /// <summary>Adds the sums.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="learnt">Its posterior.</param>
    /// <param name="mean">The means of the inputs.</param>
    /// <param name="variance">Their variances; null where they are known.</param>
    public static LinearGraph Of(NetworkLayer layer, LayerPosterior learnt, OnnxValue mean, OnnxValue? variance)
    {
        OnnxGraph graph = mean.Graph;
        OnnxValue weight = Constant(layer.WeightShape, learnt.Weight.Mean.ToArray());
        OnnxValue second = variance is { } spread ? mean * mean + spread : mean * mean;
        OnnxValue outputMean = NetworkGraph.Product(layer, mean, weight.Name, Constant([layer.BiasCount], learnt.Bias.Mean.ToArray()).Name);
        OnnxValue fresh = NetworkGraph.Product(
            layer, second, Constant(layer.WeightShape, Squares(learnt.Weight.StandardDeviation)).Name, Constant([layer.BiasCount], Squares(learnt.Bias.StandardDeviation)).Name);
        return new(weight, outputMean, fresh, variance is { } inputs ? NetworkGraph.Product(layer, inputs, (weight * weight).Name, null) : null);

        OnnxValue Constant(IReadOnlyList<int> shape, float[] values) => new(graph, graph.Constant(shape, values));
    }

    private static float[] Squares(ParameterStorage storage) => [.. storage.ToArray().Select(value => value * value)];
}
