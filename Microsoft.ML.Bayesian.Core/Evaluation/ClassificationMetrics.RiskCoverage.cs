namespace Microsoft.ML.Bayesian;

/// <content>What is gained by leaving the most uncertain rows unanswered.</content>
public static partial class ClassificationMetrics
{
    private const int MostPoints = 200;

    /// <summary>
    /// The risk (share of wrong answers) among the rows with the least uncertainty, at every share of rows that are answered. Rows of equal
    /// uncertainty count as if in random order, so that the result does not depend on theirs.
    /// </summary>
    /// <remarks>Source: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers" (2019).</remarks>
    /// <param name="uncertainties">The uncertainty of each row; infinite ones are ranked, NaN is refused.</param>
    /// <param name="isRight">Whether each row is answered right.</param>
    /// <returns>The curve and the area under it.</returns>
    /// <exception cref="ArgumentException">There are no rows, their numbers differ, or an uncertainty is NaN.</exception>
    public static RiskCoverageCurve RiskCoverage(ReadOnlySpan<float> uncertainties, ReadOnlySpan<bool> isRight)
    {
        if (uncertainties.Length != isRight.Length)
            throw new ArgumentException($"{uncertainties.Length} rows need as many answers, but there are {isRight.Length}.", nameof(isRight));
        float[] sorted = Sorted(uncertainties, nameof(uncertainties));
        bool[] right = isRight.ToArray();
        Array.Sort(uncertainties.ToArray(), right);

        int count = sorted.Length, drawn = 0;
        double area = 0, errors = 0;
        var points = new List<RiskCoveragePoint>();
        for (int start = 0, end; start < count; start = end)
        {
            int wrong = right[start] ? 0 : 1;
            for (end = start + 1; end < count && sorted[end] == sorted[start]; end++)
                wrong += right[end] ? 0 : 1;
            double share = (double)wrong / (end - start);
            for (int answered = start + 1; answered <= end; answered++)
                area += (errors + share * (answered - start)) / answered;
            errors += wrong;

            // A threshold answers all rows of equal uncertainty or none; the drawn points are as many as an eye can tell apart.
            int step = (int)((long)end * MostPoints / count);
            if (step > drawn || end == count)
                points.Add(new((double)end / count, errors / end, sorted[start]));
            drawn = step;
        }

        return new(area / count, points);
    }
}
