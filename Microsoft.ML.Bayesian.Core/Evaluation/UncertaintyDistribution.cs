namespace Microsoft.ML.Bayesian;

/// <summary>How one uncertainty is spread over the rows of a set.</summary>
/// <param name="Mean">The mean, in nats.</param>
/// <param name="UpperBound">The end of the histogram: ln(classes), the largest value that an uncertainty can have, in nats.</param>
/// <param name="Histogram">The number of rows in each of 50 bins of equal width from 0 to <paramref name="UpperBound"/>.</param>
/// <example><code>double width = distribution.UpperBound / distribution.Histogram.Count;   // of one bin, in nats</code></example>
public sealed record UncertaintyDistribution(double Mean, double UpperBound, IReadOnlyList<int> Histogram)
{
    private const int BinCount = 50;

    internal static UncertaintyDistribution Of(IReadOnlyCollection<float> values, int classCount)
    {
        double upper = Math.Log(Math.Max(2, classCount));
        var histogram = new int[BinCount];
        foreach (float value in values)
            histogram[Math.Clamp((int)(value / upper * BinCount), 0, BinCount - 1)]++;
        return new(values.Average(value => (double)value), upper, histogram);
    }
}
