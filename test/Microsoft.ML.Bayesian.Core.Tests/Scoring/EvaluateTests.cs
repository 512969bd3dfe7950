using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class EvaluateTests
{
    private static readonly string[] Uncertainties = ["TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty"];

    [TestMethod]
    [DataRow(LabelKind.TextKey)]
    [DataRow(LabelKind.NumberKey)]
    [DataRow(LabelKind.BareKey)]
    [DataRow(LabelKind.Single)]
    public void Figures_that_MLNet_has_too_agree_with_it(LabelKind kind)
    {
        (MLContext mlContext, IDataView scored) = Score(kind);

        BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(scored);

        MulticlassClassificationMetrics reference = mlContext.MulticlassClassification.Evaluate(scored);
        Assert.AreEqual(60, metrics.RowCount);
        Assert.AreEqual(reference.MicroAccuracy, metrics.Accuracy, 1e-9);
        Assert.AreEqual(reference.LogLoss, metrics.NegativeLogLikelihood, 1e-6);
        for (int label = 0; label < 3; label++)
        {
            Assert.AreEqual(reference.ConfusionMatrix.PerClassRecall[label], metrics.Classes[label].Recall ?? 0, 1e-9);
            Assert.AreEqual(reference.ConfusionMatrix.PerClassPrecision[label], metrics.Classes[label].Precision ?? 0, 1e-9);
        }
    }

    [TestMethod]
    public void Read_from_columns_the_figures_are_those_of_predictions_in_memory()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.TextKey, noise: 2);
        IDataView foreign = Foreign(mlContext);
        BayesianPrediction[] Predictions(IDataView view) => [.. ScoredRow.All(view).Select(row => new BayesianPrediction(row.Score, new(row.Total, row.Epistemic, row.Aleatoric)))];
        int[] labels = [.. scored.GetColumn<uint>("Label").Select(key => (int)key - 1)];

        BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(scored, outOfDistribution: foreign);

        BayesianClassificationMetrics expected = BayesianClassificationMetrics.Evaluate(Predictions(scored), labels, outOfDistribution: Predictions(foreign));
        Assert.AreEqual(expected.BrierScore, metrics.BrierScore);
        Assert.AreEqual(expected.UncertaintyRankCorrelation, metrics.UncertaintyRankCorrelation);
        Assert.AreEqual(expected.RiskCoverage.Select(curve => curve.Area), metrics.RiskCoverage.Select(curve => curve.Area));
        Assert.AreEqual(expected.OutOfDistribution!.Detection, metrics.OutOfDistribution!.Detection);
        CollectionAssert.AreEqual(Clusters.Names, metrics.Classes.Select(each => each.Name).ToArray());
    }

    [TestMethod]
    [DataRow(nameof(Clusters.Row.Name), LabelKind.TextKey)]
    [DataRow(nameof(Clusters.Row.Number), LabelKind.NumberKey)]
    [DataRow(nameof(Clusters.Row.Truth), LabelKind.Boolean)]
    [DataRow(nameof(Clusters.Row.Class), LabelKind.BareKey)]
    [DataRow(nameof(Clusters.Row.Class), LabelKind.Single)]
    public void A_label_that_is_no_key_is_found_by_its_name(string column, LabelKind trainedOn)
    {
        (MLContext mlContext, IDataView scored) = Score(trainedOn, noise: 2);

        Assert.AreEqual(mlContext.Bayesian.Evaluate(scored).NegativeLogLikelihood, mlContext.Bayesian.Evaluate(scored, labelColumnName: column).NegativeLogLikelihood);
    }

    [TestMethod]
    public void Keys_in_another_order_are_found_by_their_values()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.TextKey, noise: 2);
        // The other view meets the daisies first, and one name that the model does not know but that no row has.
        IDataView order = mlContext.Data.LoadFromEnumerable([new { Name = "daisy" }, new { Name = "oak" }, new { Name = "rose" }, new { Name = "tulip" }]);
        IDataView other = mlContext.Transforms.Conversion.MapValueToKey("Other", "Name", keyData: order).Fit(scored).Transform(scored);

        Assert.AreEqual(mlContext.Bayesian.Evaluate(scored).NegativeLogLikelihood, mlContext.Bayesian.Evaluate(other, labelColumnName: "Other").NegativeLogLikelihood);
    }

    [TestMethod]
    public void A_label_that_is_none_of_the_classes_is_refused_with_both()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.TextKey);

        string message = Assert.ThrowsExactly<InvalidOperationException>(() => mlContext.Bayesian.Evaluate(scored, labelColumnName: nameof(Clusters.Row.Number))).Message;

        Assert.Contains("'Number' holds '0' in row 0", message);
        Assert.Contains("'rose', 'tulip', 'daisy'", message);
    }

    [TestMethod]
    public void Bare_keys_of_another_number_of_classes_are_refused()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.Boolean);
        IDataView other = mlContext.Transforms.CopyColumns("Other", nameof(Clusters.Row.Key)).Fit(scored).Transform(scored);

        Assert.Contains("3 keys without values", Assert.ThrowsExactly<InvalidOperationException>(() => mlContext.Bayesian.Evaluate(other, labelColumnName: "Other")).Message);
    }

    [TestMethod]
    public void Rows_without_a_label_or_a_score_are_left_out_and_counted()
    {
        Clusters.Row[] rows = Clusters.Rows();
        rows[3].Features[1] = float.NaN;
        rows[4].Features[1] = float.NaN;
        rows[5].Class = float.NaN;
        var mlContext = new MLContext(1);
        BayesianClassificationTransformer model = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.Single));

        BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(model.Transform(Clusters.View(mlContext, LabelKind.Single, rows)));

        Assert.AreEqual((57, 3), (metrics.RowCount, metrics.SkippedRowCount));
    }

    [TestMethod]
    public void Columns_that_do_not_fit_are_refused_by_name()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.TextKey);
        IDataView Copy(string output, string input) => mlContext.Transforms.CopyColumns(output, input).Fit(scored).Transform(scored);
        void Refuses(string mentioned, Action call) => Assert.Contains(mentioned, Assert.ThrowsExactly<ArgumentOutOfRangeException>(call).Message);

        Refuses("'Nothing'", () => mlContext.Bayesian.Evaluate(scored, labelColumnName: "Nothing"));
        Refuses("'Features'", () => mlContext.Bayesian.Evaluate(scored, labelColumnName: "Features"));
        Refuses("'Name'", () => mlContext.Bayesian.Evaluate(scored, scoreColumnName: "Name"));
        foreach (string uncertainty in Uncertainties)
        {
            Refuses($"'{uncertainty}'", () => mlContext.Bayesian.Evaluate(Copy(uncertainty, "Score")));
            Refuses("outOfDistribution", () => mlContext.Bayesian.Evaluate(scored, outOfDistribution: Copy(uncertainty, "Score")));
        }

        Refuses("binCount", () => mlContext.Bayesian.Evaluate(scored, binCount: 0));
        Assert.ThrowsExactly<ArgumentException>(() => mlContext.Bayesian.Evaluate(scored, labelColumnName: " "));
    }

    [TestMethod]
    public void Foreign_data_need_no_label_but_a_row()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.TextKey);
        IDataView foreign = Foreign(mlContext);
        IDataView bare = mlContext.Transforms.SelectColumns(Uncertainties).Fit(foreign).Transform(foreign);

        OutOfDistributionMetrics metrics = mlContext.Bayesian.Evaluate(scored, outOfDistribution: bare).OutOfDistribution!;

        Assert.AreEqual(60, metrics.RowCount);
        Assert.AreEqual("outOfDistribution", Assert.ThrowsExactly<ArgumentException>(() => mlContext.Bayesian.Evaluate(scored, outOfDistribution: mlContext.Data.SkipRows(bare, 60))).ParamName);
    }

    [TestMethod]
    public void A_cancelled_call_ends()
    {
        (MLContext mlContext, IDataView scored) = Score(LabelKind.TextKey);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(() => mlContext.Bayesian.Evaluate(scored, cancellation: source.Token));
    }

    private static (MLContext, IDataView Scored) Score(LabelKind kind, float noise = 0)
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, kind);
        // Noise, so that not every answer is right and a label that is read wrong shows.
        Clusters.Row[] rows = Clusters.Rows(60, seed: 8);
        var random = new Random(9);
        foreach (Clusters.Row row in rows)
            row.Features = [.. row.Features.Select(feature => feature + noise * (random.NextSingle() - 0.5f))];
        return (mlContext, new CentroidTrainer(mlContext).Fit(data).Transform(Clusters.View(mlContext, kind, rows)));
    }

    private static IDataView Foreign(MLContext mlContext)
    {
        Clusters.Row[] rows = Clusters.Rows();
        foreach (Clusters.Row row in rows)
            row.Features = [.. row.Features.Select(feature => 3 - 2 * feature)];
        return new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey)).Transform(Clusters.View(mlContext, LabelKind.TextKey, rows));
    }
}
