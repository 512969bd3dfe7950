namespace Microsoft.ML.Bayesian;

/// <content>Whether a confidence of 0.8 is right eight times in ten.</content>
public static partial class ClassificationMetrics
{
    /// <summary>The number of bins unless given, as in Guo et al., "On Calibration of Modern Neural Networks" (2017).</summary>
    public const int DefaultBinCount = 15;

    /// <summary>
    /// The expected calibration error of the predicted class: Σ (rows in bin / rows) · |accuracy − mean confidence| over bins of equal width, 0 to 1.
    /// A biased figure: even a calibrated model has a positive value on few rows.
    /// </summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row.</param>
    /// <param name="binCount">The number of bins, at least 1.</param>
    /// <returns>The error, 0 to 1; lower is better.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static double ExpectedCalibrationError(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int binCount = DefaultBinCount) =>
        ExpectedCalibrationError(ReliabilityTable(probabilities, labels, binCount));

    /// <summary>The rows' accuracy beside their mean confidence, in bins (lower, upper] of equal width; confidence 0 falls into the first.</summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row.</param>
    /// <param name="binCount">The number of bins, at least 1.</param>
    /// <returns>All bins in ascending order, empty ones too.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static IReadOnlyList<ReliabilityBin> ReliabilityTable(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int binCount = DefaultBinCount)
    {
        var bins = new ReliabilityBins(binCount);
        int classes = CheckedClassCount(probabilities, labels);
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> values = Row(probabilities, row, classes);
            int predicted = PredictedClass(values);
            bins.Add(values[predicted], predicted == labels[row]);
        }

        return bins.ToTable();
    }

    internal static double ExpectedCalibrationError(IReadOnlyList<ReliabilityBin> table) =>
        table.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.MeanConfidence ?? 0)) / table.Sum(bin => (double)bin.Count);
}
