namespace Microsoft.ML.Bayesian;

/// <content>The logarithmic score.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// The probability that a smaller one is raised to before its logarithm is taken: 10⁻¹⁵, ML.NET's value, so that one impossible label
    /// costs 34.5 nats rather than infinity.
    /// </summary>
    public const double SmallestLikelihood = 1e-15;

    /// <summary>
    /// The mean of −ln p(label), in nats: 0 for certain right answers, ln(classes) for uniform ones, at most 34.54 since p is clipped to
    /// [<see cref="SmallestLikelihood"/>, 1]. ML.NET calls it log-loss.
    /// </summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row.</param>
    /// <returns>The mean over the rows, in nats, at least 0; lower is better.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        int classes = CheckedClassCount(probabilities, labels);
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
            sum += LogLoss(Row(probabilities, row, classes)[labels[row]]);
        return sum / labels.Length;
    }

    internal static double LogLoss(float likelihood) => -Math.Log(Math.Clamp(likelihood, SmallestLikelihood, 1));
}
