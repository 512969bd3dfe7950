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
        if (binCount < 1)
            throw new ArgumentOutOfRangeException(nameof(binCount), binCount, $"At least 1 bin is needed, but binCount is {binCount}.");
        int classes = CheckedClassCount(probabilities, labels);
        var counts = new int[binCount];
        var right = new int[binCount];
        var confidences = new double[binCount];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> values = Row(probabilities, row, classes);
            int predicted = PredictedClass(values);
            int bin = BinOf(values[predicted], binCount);
            counts[bin]++;
            confidences[bin] += values[predicted];
            if (predicted == labels[row])
                right[bin]++;
        }

        return [.. counts.Select((count, bin) => new ReliabilityBin(
            (double)bin / binCount, (bin + 1.0) / binCount, count,
            count > 0 ? (double)right[bin] / count : null,
            count > 0 ? confidences[bin] / count : null))];
    }

    internal static double ExpectedCalibrationError(IReadOnlyList<ReliabilityBin> table) =>
        table.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.MeanConfidence ?? 0)) / table.Sum(bin => (double)bin.Count);

    /// <summary>The bin of a confidence, by comparison with edges in single precision: a confidence of 0.4f is no larger than the edge 6/15.</summary>
    internal static int BinOf(float confidence, int binCount)
    {
        float Edge(int index) => (float)((double)index / binCount);
        int bin = Math.Clamp((int)((double)confidence * binCount), 0, binCount - 1);
        while (bin > 0 && confidence <= Edge(bin))
            bin--;
        while (bin < binCount - 1 && confidence > Edge(bin + 1))
            bin++;
        return bin;
    }
}
