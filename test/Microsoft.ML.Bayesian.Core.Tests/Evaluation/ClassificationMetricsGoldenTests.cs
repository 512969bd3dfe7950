using System.Text.Json;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

/// <summary>Agreement with values of independent libraries; inputs in single precision, so that 10⁻⁶ is the best to expect.</summary>
[TestClass]
public sealed class ClassificationMetricsGoldenTests
{
    private const double Tolerance = 1e-6;

    [TestMethod]
    public void Class_probabilities_are_judged_as_by_the_reference()
    {
        using JsonDocument golden = Open();
        JsonElement root = golden.RootElement;
        float[] probabilities = [.. root.GetProperty("probabilities").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetSingle()))];
        int[] labels = [.. root.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32())];

        Assert.AreEqual(Value(root, "accuracy"), ClassificationMetrics.Accuracy(probabilities, labels), Tolerance);
        Assert.AreEqual(Value(root, "negative_log_likelihood"), ClassificationMetrics.NegativeLogLikelihood(probabilities, labels), Tolerance);
        Assert.AreEqual(Value(root, "brier_sum_over_classes"), ClassificationMetrics.BrierScore(probabilities, labels), Tolerance);
        Assert.AreEqual(Value(root, "ece_15_bins"), ClassificationMetrics.ExpectedCalibrationError(probabilities, labels), Tolerance);
        Assert.AreEqual(Value(root, "ece_10_bins"), ClassificationMetrics.ExpectedCalibrationError(probabilities, labels, 10), Tolerance);
        Assert.AreEqual(Value(root, "ece_1_bin"), ClassificationMetrics.ExpectedCalibrationError(probabilities, labels, 1), Tolerance);
    }

    [TestMethod]
    public void Rankings_are_judged_as_by_the_reference()
    {
        using JsonDocument golden = Open();
        JsonElement ranking = golden.RootElement.GetProperty("ranking");
        (float Score, bool Positive)[] rows = [.. ranking.GetProperty("scores").EnumerateArray().Zip(
            ranking.GetProperty("positives").EnumerateArray(), (score, positive) => (score.GetSingle(), positive.GetInt32() == 1))];
        float[] positives = [.. rows.Where(row => row.Positive).Select(row => row.Score)], negatives = [.. rows.Where(row => !row.Positive).Select(row => row.Score)];

        Assert.AreEqual(Value(ranking, "auroc"), ClassificationMetrics.AreaUnderRocCurve(positives, negatives), 1e-12);
        Assert.AreEqual(Value(ranking, "auroc_negated"), ClassificationMetrics.AreaUnderRocCurve([.. positives.Select(score => -score)], [.. negatives.Select(score => -score)]), 1e-12);
        Assert.AreEqual(Value(ranking, "average_precision"), ClassificationMetrics.AveragePrecision(positives, negatives), 1e-12);
    }

    private static JsonDocument Open() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", "classification_metrics.json")));

    private static double Value(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
