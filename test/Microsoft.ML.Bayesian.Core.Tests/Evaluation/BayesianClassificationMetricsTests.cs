using System.Text.Json;
using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class BayesianClassificationMetricsTests
{
    [TestMethod]
    public void Row_by_row_the_figures_are_those_of_the_reference()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", "classification_metrics.json")));
        JsonElement root = golden.RootElement, ranking = root.GetProperty("ranking");
        BayesianPrediction[] predictions = [.. root.GetProperty("probabilities").EnumerateArray()
            .Select(row => new BayesianPrediction([.. row.EnumerateArray().Select(value => value.GetSingle())], default))];
        int[] labels = [.. root.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32())];

        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate(predictions, labels);

        Assert.HasCount(metrics.RowCount, labels);
        Assert.AreEqual(root.GetProperty("accuracy").GetDouble(), metrics.Accuracy, 1e-6);
        Assert.AreEqual(root.GetProperty("negative_log_likelihood").GetDouble(), metrics.NegativeLogLikelihood, 1e-6);
        Assert.AreEqual(root.GetProperty("brier_sum_over_classes").GetDouble(), metrics.BrierScore, 1e-6);
        double expectedError = root.GetProperty("ece_15_bins").GetDouble();
        Assert.AreEqual(expectedError, metrics.ExpectedCalibrationError, 1e-6);

        // The ranking of the reference, as the epistemic uncertainty of known and foreign rows.
        BayesianPrediction[] Scored(int positive) => [.. ranking.GetProperty("scores").EnumerateArray().Zip(ranking.GetProperty("positives").EnumerateArray())
            .Where(pair => pair.Second.GetInt32() == positive).Select(pair => new BayesianPrediction([1, 0], new(0, pair.First.GetSingle(), 0)))];
        BayesianPrediction[] known = Scored(0);
        DetectionMetrics detection = BayesianClassificationMetrics.Evaluate(known, new int[known.Length], outOfDistribution: Scored(1)).OutOfDistribution!.Detection.Epistemic;
        Assert.AreEqual(ranking.GetProperty("auroc").GetDouble(), detection.AreaUnderRocCurve, 1e-12);
        Assert.AreEqual(ranking.GetProperty("average_precision").GetDouble(), detection.AveragePrecision, 1e-12);
    }

    [TestMethod]
    public void Figures_of_a_class_are_those_of_the_confusion_matrix() => MetricsGenerators.Predictions.Sample(rows =>
    {
        int[] predicted = [.. rows.Probabilities.Chunk(MetricsGenerators.Classes).Select(row => Array.IndexOf(row, row.Max()))];

        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate(rows.Probabilities, rows.Labels);

        for (int label = 0; label < MetricsGenerators.Classes; label++)
        {
            double both = rows.Labels.Zip(predicted).Count(pair => pair.First == label && pair.Second == label);
            double labelled = rows.Labels.Count(each => each == label), answered = predicted.Count(each => each == label);
            ClassMetrics actual = metrics.Classes[label];
            Assert.AreEqual(labelled, actual.Support);
            Assert.AreEqual(answered > 0 ? both / answered : null, actual.Precision);
            Assert.AreEqual(labelled > 0 ? both / labelled : null, actual.Recall);
            double? harmonic = both > 0 ? 2 / (answered / both + labelled / both) : labelled + answered > 0 ? 0 : null;
            Assert.AreEqual(harmonic ?? -1, actual.F1 ?? -1, 1e-12);
            Assert.AreEqual(labelled > 0, actual.MeanUncertainty is not null);
        }
    }, seed: "0000KOIPHQbT1", iter: 300);

    [TestMethod]
    public void Uncertainties_are_kept_apart()
    {
        BayesianPrediction[] predictions =
        [
            new([0.9f, 0.1f], new(0.3f, 0.1f, 0.2f)), new([0.8f, 0.2f], new(0.6f, 0.5f, 0.1f)), new([0.3f, 0.7f], new(0.65f, 0.6f, 0.05f)),
        ];

        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate(predictions, [0, 1, 0], outOfDistribution: [new([0.5f, 0.5f], new(0.69f, 0.55f, 0.14f))]);

        PredictiveUncertainty mean = metrics.Classes[0].MeanUncertainty!.Value;
        Assert.AreEqual(0.475f, mean.Total, 1e-6f);
        Assert.AreEqual(0.35f, mean.Epistemic, 1e-6f);
        Assert.AreEqual(0.125f, mean.Aleatoric, 1e-6f);
        Assert.AreEqual(new PredictiveUncertainty(0.6f, 0.5f, 0.1f), metrics.Classes[1].MeanUncertainty);
        Assert.AreEqual(-1, metrics.UncertaintyRankCorrelation!.Value, 1e-12);
        Assert.AreEqual((0 + 0.5 + 2.0 / 3) / 3, metrics.RiskCoverage.Total.Area, 1e-12);
        Assert.AreEqual((1 + 1 + 2.0 / 3) / 3, metrics.RiskCoverage.Aleatoric.Area, 1e-12);
        Assert.AreEqual(0.4, metrics.Uncertainties.Epistemic.Mean, 1e-6);
        Assert.AreEqual(3, metrics.Uncertainties.Epistemic.Histogram.Sum());
        Assert.AreEqual(1, metrics.OutOfDistribution!.Detection.Total.AreaUnderRocCurve);
        Assert.AreEqual(2.0 / 3, metrics.OutOfDistribution.Detection.Epistemic.AreaUnderRocCurve, 1e-12);
        Assert.AreEqual(1.0 / 3, metrics.OutOfDistribution.Detection.Aleatoric.FalsePositiveRate95, 1e-12);
    }

    [TestMethod]
    public void Without_samples_all_uncertainty_is_aleatoric()
    {
        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate([0.5f, 0.5f, 1, 0], [0, 0]);

        Assert.AreEqual(Math.Log(2) / 2, metrics.Uncertainties.Total.Mean, 1e-6);
        Assert.AreEqual(Math.Log(2) / 2, metrics.Uncertainties.Aleatoric.Mean, 1e-6);
        Assert.AreEqual(0, metrics.Uncertainties.Epistemic.Mean);
        Assert.IsNull(metrics.UncertaintyRankCorrelation);
        Assert.IsNull(metrics.OutOfDistribution);
    }

    [TestMethod]
    public void A_set_without_rows_is_refused() =>
        Assert.AreEqual("labels", Assert.ThrowsExactly<ArgumentException>(() => BayesianClassificationMetrics.Evaluate(Array.Empty<BayesianPrediction>(), [])).ParamName);
}
