using System.Globalization;

namespace Microsoft.ML.Bayesian;

/// <summary>How good a Bayesian classifier's answers, probabilities and uncertainties are on one set of rows.</summary>
/// <example>
/// <code>
/// BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(scored, labelColumnName: "Label", outOfDistribution: scoredClothes);
/// Console.WriteLine($"{metrics.Accuracy:P1}, {metrics.NegativeLogLikelihood:F3} nats, ECE {metrics.ExpectedCalibrationError:P1}");
/// metrics.SaveReport("report.html");
/// </code>
/// </example>
public sealed partial record BayesianClassificationMetrics
{
    internal BayesianClassificationMetrics()
    {
    }

    /// <summary>The number of rows that were judged.</summary>
    public required int RowCount { get; init; }

    /// <summary>The number of rows that could not be judged, for want of a label or of a score.</summary>
    public required int SkippedRowCount { get; init; }

    /// <summary>The share of rows whose most probable class is the label, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The mean of −ln p(label), in nats, with p at least <see cref="ClassificationMetrics.SmallestLikelihood"/>.</summary>
    public required double NegativeLogLikelihood { get; init; }

    /// <summary>The mean squared distance of the probabilities from the label's, summed over the classes, 0 to 2.</summary>
    public required double BrierScore { get; init; }

    /// <summary>The mean distance of accuracy from confidence over the bins of <see cref="ReliabilityTable"/>, 0 to 1.</summary>
    public required double ExpectedCalibrationError { get; init; }

    /// <summary>Accuracy beside confidence, bin by bin.</summary>
    public required IReadOnlyList<ReliabilityBin> ReliabilityTable { get; init; }

    /// <summary>Precision, recall, F1, support and mean uncertainties of each class, in the order of the classes.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>The risk of answering only the rows that each uncertainty trusts most.</summary>
    public required ByUncertainty<RiskCoverageCurve> RiskCoverage { get; init; }

    /// <summary>The uncertainties of the rows.</summary>
    public required ByUncertainty<UncertaintyDistribution> Uncertainties { get; init; }

    /// <summary>
    /// Spearman's rank correlation of epistemic and aleatoric uncertainty, −1 to 1; near 1 the two tell one thing twice. Null where one of them
    /// is the same for all rows.
    /// </summary>
    public required double? UncertaintyRankCorrelation { get; init; }

    /// <summary>How well the uncertainties find rows of another kind; null where none were given.</summary>
    public required OutOfDistributionMetrics? OutOfDistribution { get; init; }

    /// <summary>Compares predictions with labels.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="labels">The class index of each row, from 0 on.</param>
    /// <param name="binCount">The number of bins of the reliability table, at least 1.</param>
    /// <param name="outOfDistribution">Predictions for rows unlike those that the model should know; null for none.</param>
    /// <returns>All figures; <see cref="BayesianClassificationMetrics.OutOfDistribution"/> is null where no foreign rows were given.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static BayesianClassificationMetrics Evaluate(
        IReadOnlyList<BayesianPrediction> predictions, IReadOnlyList<int> labels, int binCount = ClassificationMetrics.DefaultBinCount,
        IReadOnlyList<BayesianPrediction>? outOfDistribution = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(labels);
        if (predictions.Count != labels.Count)
            throw new ArgumentException($"{predictions.Count} predictions need as many labels, but there are {labels.Count}.", nameof(labels));
        if (predictions.FirstOrDefault(prediction => prediction.Probabilities.Length != predictions[0].Probabilities.Length) is { } other)
            throw new ArgumentException($"All predictions must have the same classes, but one has {predictions[0].Probabilities.Length} and one {other.Probabilities.Length}.", nameof(predictions));
        var accumulator = new MetricsAccumulator(Indices(predictions.Count > 0 ? predictions[0].Probabilities.Length : 1), binCount);
        for (int row = 0; row < predictions.Count; row++)
            accumulator.Add(predictions[row].Probabilities, labels[row], predictions[row].Uncertainty);
        foreach (BayesianPrediction prediction in outOfDistribution ?? [])
            accumulator.AddOutOfDistribution(prediction.Uncertainty);
        return accumulator.ToMetrics();
    }

    /// <summary>
    /// Compares class probabilities with labels. Without samples nothing disagrees: all uncertainty, the entropy of the probabilities, is aleatoric.
    /// </summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row, from 0 on.</param>
    /// <param name="binCount">The number of bins of the reliability table, at least 1.</param>
    /// <returns>All figures but <see cref="OutOfDistribution"/>, which is null.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static BayesianClassificationMetrics Evaluate(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int binCount = ClassificationMetrics.DefaultBinCount)
    {
        int classes = ClassificationMetrics.CheckedClassCount(probabilities, labels);
        var accumulator = new MetricsAccumulator(Indices(classes), binCount);
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> values = probabilities.Slice(row * classes, classes);
            double entropy = 0;
            foreach (float probability in values)
                entropy += Entropy.Term(probability);
            accumulator.Add(values, labels[row], new((float)entropy, 0, (float)entropy));
        }

        return accumulator.ToMetrics();
    }

    private static string[] Indices(int count) => [.. Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture))];
}
