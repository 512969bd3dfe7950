namespace Microsoft.ML.Bayesian;

/// <content>How pure the top of a ranking is.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// The average precision: Σ (R_k − R_(k−1)) · P_k over the distinct scores from the highest down, where P_k and R_k are the precision and the recall
    /// of "score at least the k-th" (the step-wise area under the precision–recall curve, without interpolation). A higher score means positive.
    /// Greater than 0, at most 1; for chance about the share of positives.
    /// </summary>
    /// <param name="positiveScores">The scores of the positives, in any order; infinite ones are ranked, NaN is refused.</param>
    /// <param name="negativeScores">The scores of the negatives.</param>
    /// <returns>The average precision, above 0 and at most 1; higher is better.</returns>
    /// <exception cref="ArgumentException">A set is empty or holds NaN.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> positiveScores, ReadOnlySpan<float> negativeScores)
    {
        float[] positives = Sorted(positiveScores, nameof(positiveScores)), negatives = Sorted(negativeScores, nameof(negativeScores));
        double sum = 0;
        int firstNegative = negatives.Length;
        for (int first = positives.Length; first > 0;)
        {
            // All positives of one score enter together.
            int end = first;
            float score = positives[first - 1];
            while (first > 0 && positives[first - 1] == score)
                first--;
            while (firstNegative > 0 && negatives[firstNegative - 1] >= score)
                firstNegative--;
            double found = positives.Length - first, retrieved = found + negatives.Length - firstNegative;
            sum += (end - first) * (found / retrieved);
        }

        return sum / positives.Length;
    }
}
