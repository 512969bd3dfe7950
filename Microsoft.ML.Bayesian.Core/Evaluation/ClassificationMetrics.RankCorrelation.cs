namespace Microsoft.ML.Bayesian;

/// <content>Whether two scores rank alike.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// Spearman's rank correlation: the correlation of the ranks, equal values sharing the mean of theirs; −1 to 1. Epistemic and aleatoric
    /// uncertainty that rank all rows alike (near 1) tell one thing twice.
    /// </summary>
    /// <param name="first">One score per row; infinite ones are ranked, NaN is refused.</param>
    /// <param name="second">The other score of each row.</param>
    /// <returns>The correlation; null where a score has the same value in every row and so ranks nothing.</returns>
    /// <exception cref="ArgumentException">There are no rows, their numbers differ, or a score is NaN.</exception>
    public static double? RankCorrelation(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"Each row needs both scores, but there are {first.Length} and {second.Length}.", nameof(second));
        double[] firstRanks = CentredRanks(first, nameof(first)), secondRanks = CentredRanks(second, nameof(second));
        double product = 0, firstSquares = 0, secondSquares = 0;
        for (int row = 0; row < firstRanks.Length; row++)
        {
            product += firstRanks[row] * secondRanks[row];
            firstSquares += firstRanks[row] * firstRanks[row];
            secondSquares += secondRanks[row] * secondRanks[row];
        }

        return firstSquares == 0 || secondSquares == 0 ? null : Math.Clamp(product / (Math.Sqrt(firstSquares) * Math.Sqrt(secondSquares)), -1, 1);
    }

    /// <summary>Ranks from 0 on, less their mean.</summary>
    private static double[] CentredRanks(ReadOnlySpan<float> scores, string argument)
    {
        float[] sorted = Sorted(scores, argument);
        int[] rows = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(scores.ToArray(), rows);
        var ranks = new double[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];)
                end++;
            for (int i = start; i < end; i++)
                ranks[rows[i]] = (start + end - 1 - (sorted.Length - 1)) / 2.0;
        }

        return ranks;
    }
}
