namespace Microsoft.ML.Bayesian;

/// <summary>What <see cref="ClassificationMetrics"/> says about one set of predictions.</summary>
/// <param name="Accuracy">The share of rows whose most probable class is the label, 0 to 1.</param>
/// <param name="NegativeLogLikelihood">The mean of −ln p(label), in nats, with p at least <see cref="ClassificationMetrics.SmallestLikelihood"/>.</param>
/// <param name="BrierScore">The mean squared distance of the probabilities from the label's, summed over the classes, 0 to 2.</param>
/// <param name="ExpectedCalibrationError">The mean distance of accuracy from confidence over the bins of <paramref name="ReliabilityTable"/>, 0 to 1.</param>
/// <param name="ReliabilityTable">Accuracy beside confidence, bin by bin.</param>
/// <example>
/// <code>
/// BayesianPrediction[] predictions = model.Predict(rows);
/// var metrics = BayesianClassificationMetrics.Evaluate(predictions, labels);
/// Console.WriteLine($"{metrics.Accuracy:P1}, {metrics.NegativeLogLikelihood:F3} nats, ECE {metrics.ExpectedCalibrationError:P1}");
/// </code>
/// </example>
public sealed record BayesianClassificationMetrics(
    double Accuracy,
    double NegativeLogLikelihood,
    double BrierScore,
    double ExpectedCalibrationError,
    IReadOnlyList<ReliabilityBin> ReliabilityTable)
{
    /// <summary>Compares predictions with labels.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="labels">The class index of each row, from 0 on.</param>
    /// <param name="binCount">The number of bins of the reliability table, at least 1.</param>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static BayesianClassificationMetrics Evaluate(
        IReadOnlyList<BayesianPrediction> predictions, IReadOnlyList<int> labels, int binCount = ClassificationMetrics.DefaultBinCount)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(labels);
        if (predictions.Count != labels.Count)
            throw new ArgumentException($"{predictions.Count} predictions need as many labels, but there are {labels.Count}.", nameof(labels));
        if (predictions.FirstOrDefault(prediction => prediction.Probabilities.Length != predictions[0].Probabilities.Length) is { } other)
            throw new ArgumentException($"All predictions must have the same classes, but one has {predictions[0].Probabilities.Length} and one {other.Probabilities.Length}.", nameof(predictions));
        return Evaluate([.. predictions.SelectMany(prediction => prediction.Probabilities)], [.. labels], binCount);
    }

    /// <summary>Compares class probabilities with labels.</summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row, from 0 on.</param>
    /// <param name="binCount">The number of bins of the reliability table, at least 1.</param>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static BayesianClassificationMetrics Evaluate(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int binCount = ClassificationMetrics.DefaultBinCount)
    {
        IReadOnlyList<ReliabilityBin> table = ClassificationMetrics.ReliabilityTable(probabilities, labels, binCount);
        return new(
            ClassificationMetrics.Accuracy(probabilities, labels),
            ClassificationMetrics.NegativeLogLikelihood(probabilities, labels),
            ClassificationMetrics.BrierScore(probabilities, labels),
            ClassificationMetrics.ExpectedCalibrationError(table),
            table);
    }
}
