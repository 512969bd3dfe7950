namespace Microsoft.ML.Bayesian;

/// <summary>
/// Which classes belong to a prediction set: those that are at least so probable. Fitted by split conformal prediction, the set holds the
/// true class of a new row with probability 1 − alpha at least, whatever the model, as long as the new row and the calibration rows come from one source.
/// </summary>
/// <remarks>
/// The score of a row is 1 − p(label); the classes of the set have scores up to the ⌈(n + 1)(1 − alpha)⌉-th smallest of n. Where n is too
/// small for that rank, every set holds all classes. The promise is kept on average over rows and calibrations, not class by class. A set can be
/// empty: then even the best class is less probable than calibration rows found their labels to be. Sources: Vovk et al., "Algorithmic Learning in a Random World"
/// (2005); Sadinle, Lei and Wasserman, "Least Ambiguous Set-Valued Classifiers With Bounded Error Levels" (2019).
/// </remarks>
/// <param name="Alpha">The share of rows whose set may miss the true class, between 0 and 1.</param>
/// <param name="SmallestProbability">The smallest probability of a class in the set, 0 to 1; 0 puts every class into every set.</param>
/// <example>
/// <code>
/// ConformalThreshold threshold = ConformalThreshold.Fit(labelProbabilities: [0.9f, 0.6f, 0.8f, 0.7f], alpha: 0.25);   // rank 4 of 4: 0.6
/// bool belongs = threshold.Includes(0.65f);   // true
/// </code>
/// </example>
public sealed record ConformalThreshold(double Alpha, float SmallestProbability)
{
    /// <summary>Finds the threshold.</summary>
    /// <param name="labelProbabilities">The probability of its label for each calibration row: rows that neither the model nor its temperature was fitted to.</param>
    /// <param name="alpha">The share of rows whose set may miss the true class, between 0 and 1.</param>
    /// <returns>The threshold. With fewer than 1/<paramref name="alpha"/> − 1 rows it is 0, and every set holds all classes.</returns>
    /// <exception cref="ArgumentException">There are no rows, a probability is not one, or alpha is out of range.</exception>
    public static ConformalThreshold Fit(ReadOnlySpan<float> labelProbabilities, double alpha)
    {
        CheckAlpha(alpha);
        if (labelProbabilities.IsEmpty)
            throw new ArgumentException("At least one calibration row is needed, but there is none.", nameof(labelProbabilities));
        foreach (float probability in labelProbabilities)
        {
            if (!(probability is >= 0 and <= 1.001f))
                throw new ArgumentException($"Probabilities are between 0 and 1, but one is {probability}.", nameof(labelProbabilities));
        }

        // A product such as 20 · 0.95 must not be ranked one higher because it rounds up.
        int count = labelProbabilities.Length, rank = (int)Math.Ceiling((count + 1) * (1 - alpha) - 1e-9);
        if (rank > count)
            return new(alpha, 0);
        float[] sorted = labelProbabilities.ToArray();
        Array.Sort(sorted);
        // The scores 1 − p in ascending order are the probabilities in descending order, without the rounding.
        return new(alpha, sorted[count - Math.Max(1, rank)]);
    }

    /// <summary>Whether a class of this probability belongs to the set. A probability that is not a number does: nothing is known of its class.</summary>
    /// <param name="probability">The probability of the class.</param>
    /// <returns>True where the class is a member of the set.</returns>
    public bool Includes(float probability) => !(probability < SmallestProbability);

    internal static void CheckAlpha(double alpha)
    {
        if (!(alpha is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, $"The share of sets that may miss the true class must be between 0 and 1, but it is {alpha}.");
    }
}
