namespace Microsoft.ML.Bayesian;

/// <content>How well a score tells two sets apart.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// The area under the receiver operating characteristic: the probability that a random positive scores higher than a random negative, ties counted
    /// half. A higher score means positive: 1 where every positive scores higher, 0.5 for chance, 0 where every positive scores lower.
    /// </summary>
    /// <remarks>
    /// To judge how well epistemic uncertainty finds inputs unlike the training data, the positives are the uncertainties of the foreign rows.
    /// Takes O(n log n). Sources: Hanley and McNeil, "The meaning and use of the area under a ROC curve" (1982).
    /// </remarks>
    /// <param name="positiveScores">The scores of the positives, in any order; infinite ones are ranked, NaN is refused.</param>
    /// <param name="negativeScores">The scores of the negatives.</param>
    /// <returns>The area, 0 to 1.</returns>
    /// <exception cref="ArgumentException">A set is empty or holds NaN.</exception>
    public static double AreaUnderRocCurve(ReadOnlySpan<float> positiveScores, ReadOnlySpan<float> negativeScores)
    {
        float[] positives = Sorted(positiveScores, nameof(positiveScores)), negatives = Sorted(negativeScores, nameof(negativeScores));
        // Twice the number of won pairs is a whole number even with ties, so that the sum is exact.
        long twiceWon = 0;
        int below = 0, notAbove = 0;
        foreach (float score in positives)
        {
            while (below < negatives.Length && negatives[below] < score)
                below++;
            while (notAbove < negatives.Length && negatives[notAbove] <= score)
                notAbove++;
            twiceWon += below + notAbove;
        }

        return twiceWon / (2.0 * positives.Length * negatives.Length);
    }
}
