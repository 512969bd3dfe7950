using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class CalibrationTests
{
    [TestMethod]
    [DataRow(0f, 0)]
    [DataRow(float.Epsilon, 0)]
    [DataRow(0.25f, 0)]
    [DataRow(0.2500001f, 1)]
    [DataRow(0.5f, 1)]
    [DataRow(0.75f, 2)]
    [DataRow(0.7500001f, 3)]
    [DataRow(1f, 3)]
    [DataRow(1.0000002f, 3)]
    public void A_bin_holds_its_upper_edge_and_the_first_bin_holds_zero(float confidence, int bin) =>
        Assert.AreEqual(bin, ReliabilityBins.BinOf(confidence, 4));

    [TestMethod]
    public void Every_edge_belongs_to_the_bin_below_and_the_next_number_to_the_bin_above()
    {
        foreach (int bins in new[] { 1, 2, 3, 7, 10, 15, 20, 100, 1000 })
        {
            for (int i = 1; i <= bins; i++)
            {
                float edge = (float)((double)i / bins);
                Assert.AreEqual(i - 1, ReliabilityBins.BinOf(edge, bins), $"edge {i} of {bins}");
                Assert.AreEqual(Math.Min(i, bins - 1), ReliabilityBins.BinOf(MathF.BitIncrement(edge), bins), $"after edge {i} of {bins}");
            }
        }
    }

    [TestMethod]
    public void One_bin_gives_the_distance_of_accuracy_from_mean_confidence() => MetricsGenerators.Predictions.Sample(rows =>
    {
        double confidence = rows.Probabilities.Chunk(MetricsGenerators.Classes).Average(row => (double)row.Max());
        double accuracy = ClassificationMetrics.Accuracy(rows.Probabilities, rows.Labels);

        Assert.AreEqual(Math.Abs(accuracy - confidence), ClassificationMetrics.ExpectedCalibrationError(rows.Probabilities, rows.Labels, 1), 1e-12);
    }, seed: "0000KOIPHQbT2", iter: 200);

    [TestMethod]
    public void Finer_nested_bins_never_lower_the_error() => MetricsGenerators.Predictions.Sample(rows =>
    {
        double coarse = ClassificationMetrics.ExpectedCalibrationError(rows.Probabilities, rows.Labels, 5);
        double fine = ClassificationMetrics.ExpectedCalibrationError(rows.Probabilities, rows.Labels, 10);

        Assert.IsTrue(fine >= coarse - 1e-12, $"{fine} with 10 bins, {coarse} with 5");
    }, seed: "0000KOIPHQbT3", iter: 200);

    [TestMethod]
    public void The_table_lists_all_bins_and_says_nothing_of_empty_ones()
    {
        IReadOnlyList<ReliabilityBin> table = ClassificationMetrics.ReliabilityTable([0.75f, 0.25f, 0.625f, 0.375f, 0, 1], [0, 1, 1], 4);

        CollectionAssert.AreEqual(
            new ReliabilityBin[] { new(0, 0.25, 0, null, null), new(0.25, 0.5, 0, null, null), new(0.5, 0.75, 2, 0.5, 0.6875), new(0.75, 1, 1, 1, 1) },
            table.ToArray());
        Assert.AreEqual(2 / 3.0 * 0.1875, ClassificationMetrics.ExpectedCalibrationError(table), 1e-12);
    }

    [TestMethod]
    public void The_table_prints_as_its_documentation_shows()
    {
        string[] lines = [.. ClassificationMetrics.ReliabilityTable([0.75f, 0.25f, 0.25f, 0.75f], [0, 0], binCount: 2).Select(bin => FormattableString.Invariant(
            $"{bin.LowerBound:F1} to {bin.UpperBound:F1}: {bin.Count} rows, {bin.MeanConfidence:P0} sure, {bin.Accuracy:P0} right"))];

        CollectionAssert.AreEqual(new[] { "0.0 to 0.5: 0 rows,  sure,  right", "0.5 to 1.0: 2 rows, 75 % sure, 50 % right" }, lines);
    }
}
