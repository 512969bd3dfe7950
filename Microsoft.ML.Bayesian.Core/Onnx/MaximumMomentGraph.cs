namespace Microsoft.ML.Bayesian;

/// <summary><see cref="MaximumMoments"/> as nodes.</summary>
internal static class MaximumMomentGraph
{
    public static (OnnxValue Mean, OnnxValue Variance) Of(OnnxValue firstMean, OnnxValue firstVariance, OnnxValue secondMean, OnnxValue secondVariance)
    {
        OnnxValue swapped = secondMean.IsGreater(firstMean), sum = firstVariance + secondVariance, deviation = NormalGraph.Deviation(sum);
        OnnxValue larger = swapped.Choose(secondVariance, firstVariance), smaller = swapped.Choose(firstVariance, secondVariance);
        (OnnxValue excess, OnnxValue tail, OnnxValue product) = NormalGraph.Excess((firstMean - secondMean).Apply("Abs") / deviation);
        return (deviation * excess + firstMean.Max(secondMean), ((smaller - larger) * tail + larger - sum * product).Max(0));
    }
}
