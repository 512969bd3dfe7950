namespace Microsoft.ML.Bayesian;

/// <summary><see cref="ActivationMoments"/> as nodes: the same formulas, which have their reasons there.</summary>
internal static class ActivationMomentGraph
{
    public static ActivationGraphMoments Apply(Activation activation, OnnxValue mean, OnnxValue variance) => activation.Kind switch
    {
        ActivationKind.Identity => new(mean, variance, null),
        ActivationKind.ReLU => Rectifier(mean, variance),
        ActivationKind.BoundedReLU => Clip(0, activation.Bound, mean, variance),
        ActivationKind.HardTanh => Clip(-1, 1, mean, variance),
        ActivationKind.Tanh => HyperbolicTangent(mean, variance),
        ActivationKind.Sigmoid => Logistic(mean, variance),
        _ => throw new NotSupportedException($"The moments of the activation {activation} have no ONNX form."),
    };

    private static ActivationGraphMoments Rectifier(OnnxValue mean, OnnxValue variance)
    {
        OnnxValue deviation = NormalGraph.Deviation(variance);
        (OnnxValue excess, OnnxValue tail, OnnxValue product) = NormalGraph.Excess(mean.Apply("Abs") / deviation);
        OnnxValue gain = mean.IsGreater(0).Choose(1f - tail, tail);
        return new(deviation * excess + mean.Max(0), (gain - product).Max(0) * variance, gain);
    }

    private static ActivationGraphMoments Clip(float least, float most, OnnxValue mean, OnnxValue variance)
    {
        OnnxValue upper = mean.IsGreater((least + most) / 2), mirrored = upper.Choose(least + most - mean, mean);
        OnnxValue deviation = NormalGraph.Deviation(variance), above = mirrored - least;
        (OnnxValue lowExcess, OnnxValue lowTail, OnnxValue lowProduct) = NormalGraph.Excess(above.Apply("Abs") / deviation);
        (OnnxValue highExcess, OnnxValue highTail, OnnxValue highProduct) = NormalGraph.Excess((most - mirrored) / deviation);
        OnnxValue lowGain = above.IsGreater(0).Choose(1f - lowTail, lowTail);
        OnnxValue beyond = deviation * highExcess, raised = deviation * lowExcess + above.Max(0) - beyond;
        OnnxValue result = (lowGain - lowProduct - (highTail - highProduct)) * variance - beyond * 2f * (most - least - raised);
        return new(upper.Choose(most - raised, raised + least), result.Max(0), (lowGain - highTail).Max(0));
    }

    private static ActivationGraphMoments HyperbolicTangent(OnnxValue mean, OnnxValue variance)
    {
        ActivationGraphMoments half = Logistic(mean * 2f, variance * 4f);
        return new(half.Mean * 2f - 1f, half.Variance * 4f, half.Gain!.Value * 4f);
    }

    // The components of the mixture lie along a last dimension.
    private static ActivationGraphMoments Logistic(OnnxValue mean, OnnxValue variance)
    {
        OnnxGraph graph = mean.Graph;
        int components = LogisticMoments.Weights.Length;
        var weights = new OnnxValue(graph, graph.Constant([components], LogisticMoments.Weights.ToArray()));
        var variances = new OnnxValue(graph, graph.Constant([components], LogisticMoments.Variances.ToArray()));

        OnnxValue inverse = 1f / (variance.Unsqueeze(-1) + variances).Apply("Sqrt");
        OnnxValue u = (mean.Apply("Abs").Unsqueeze(-1) * inverse).Min(NormalMath.Farthest);
        (OnnxValue density, OnnxValue tail) = NormalGraph.DensityAndTail(u);
        OnnxValue firsts = density * weights * inverse, seconds = firsts * inverse;
        OnnxValue small = (tail * weights).Sum(-1), first = firsts.Sum(-1), second = (seconds * u).Sum(-1), third = (seconds * inverse * (u * u - 1f)).Sum(-1);

        OnnxValue series = ((third * third * variance * (1f / 6) + second * second * 0.5f) * variance + first * first) * variance;
        OnnxValue difference = (small - small * small - first).Max(0);
        return new(mean.IsGreater(0).Choose(1f - small, small), variance.IsGreater(LogisticMoments.SmallVariance).Choose(difference, series), first);
    }
}
