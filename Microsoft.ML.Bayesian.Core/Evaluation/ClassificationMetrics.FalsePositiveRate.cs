namespace Microsoft.ML.Bayesian;

/// <content>What finding nearly all positives costs.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// The share of negatives that score at least as high as the highest threshold that finds the wanted share of positives, 0 to 1. A higher score
    /// means positive; 0 is perfect. At the default share of 0.95 it is the field's FPR95, with foreign rows as the positives
    /// (Hendrycks et al., "Deep Anomaly Detection with Outlier Exposure", 2019).
    /// </summary>
    /// <param name="positiveScores">The scores of the positives, in any order; infinite ones are ranked, NaN is refused.</param>
    /// <param name="negativeScores">The scores of the negatives.</param>
    /// <param name="truePositiveRate">The share of positives to find, above 0 and at most 1.</param>
    /// <returns>The share of negatives, 0 to 1; lower is better.</returns>
    /// <exception cref="ArgumentException">A set is empty or holds NaN, or the share is out of range.</exception>
    public static double FalsePositiveRate(ReadOnlySpan<float> positiveScores, ReadOnlySpan<float> negativeScores, double truePositiveRate = 0.95)
    {
        if (!(truePositiveRate > 0 && truePositiveRate <= 1))
            throw new ArgumentOutOfRangeException(nameof(truePositiveRate), truePositiveRate, $"The share of positives to find must be above 0 and at most 1, but it is {truePositiveRate}.");
        float[] positives = Sorted(positiveScores, nameof(positiveScores)), negatives = Sorted(negativeScores, nameof(negativeScores));
        // A share such as 0.95 · 20 must not ask for one more positive because its product rounds up.
        int found = Math.Clamp((int)Math.Ceiling(truePositiveRate * positives.Length - 1e-9), 1, positives.Length);
        float threshold = positives[^found];
        return negatives.Count(score => score >= threshold) / (double)negatives.Length;
    }
}
