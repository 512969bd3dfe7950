using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The steps together, as a user has them.</summary>
[TestClass]
public sealed class DecisionPipelineTests
{
    [TestMethod]
    public void A_prediction_engine_gives_what_transform_gives_for_rows_that_cannot_be_scored_too()
    {
        var mlContext = new MLContext(1);
        TransformerChain<ITransformer> model = Fit(mlContext);
        Clusters.Row[] rows = Clusters.Rows(40, seed: 21);
        rows[7].Features[2] = float.NaN;
        Answer[] expected = [.. mlContext.Data.CreateEnumerable<Answer>(model.Transform(Clusters.View(mlContext, LabelKind.TextKey, rows)), reuseRowObject: false)];

        using var engine = mlContext.Model.CreatePredictionEngine<Clusters.Row, Answer>(model);
        for (int row = 0; row < rows.Length; row++)
        {
            Answer answer = engine.Predict(rows[row]);
            Assert.AreEqual(expected[row].Decision, answer.Decision);
            Assert.AreEqual(expected[row].PredictionSetSize, answer.PredictionSetSize);
            CollectionAssert.AreEqual(expected[row].PredictionSet, answer.PredictionSet);
            CollectionAssert.AreEqual(expected[row].Names, answer.Names);
            CollectionAssert.AreEqual(expected[row].Score, answer.Score);
            Assert.AreEqual(expected[row].TotalUncertainty, answer.TotalUncertainty);
        }

        Assert.AreEqual(Decision.RejectUnscored, expected[7].Decision);
        Assert.AreEqual(3, expected[7].PredictionSetSize);
        Assert.IsGreaterThan(1, expected.Select(answer => answer.Decision).Distinct().Count());
    }

    [TestMethod]
    public void A_set_holds_the_classes_from_the_most_probable_on_with_their_names()
    {
        var mlContext = new MLContext(1);
        Answer[] answers = [.. mlContext.Data.CreateEnumerable<Answer>(Fit(mlContext).Transform(Clusters.View(mlContext, LabelKind.TextKey)), reuseRowObject: false)];

        foreach (Answer answer in answers)
        {
            Assert.HasCount(answer.PredictionSetSize, answer.PredictionSet);
            CollectionAssert.AreEqual(answer.PredictionSet.Select(key => Clusters.Names[key - 1]).ToArray(), answer.Names);
            float[] probabilities = [.. answer.PredictionSet.Select(key => answer.Score[key - 1])];
            CollectionAssert.AreEqual(probabilities.OrderDescending().ToArray(), probabilities);
            float outside = answer.Score.Where((_, index) => !answer.PredictionSet.Contains((uint)index + 1)).DefaultIfEmpty(0).Max();
            Assert.IsTrue(probabilities.Length == 0 || outside < probabilities[^1]);
        }
    }

    [TestMethod]
    public void Scaling_keeps_the_predicted_label_and_lowers_the_likelihoods_cost()
    {
        var mlContext = new MLContext(1);
        IDataView scored = Scored(mlContext, 0), scaled = mlContext.Bayesian.CalibrateTemperature().Fit(scored).Transform(scored);

        BayesianClassificationMetrics before = mlContext.Bayesian.Evaluate(scored), after = mlContext.Bayesian.Evaluate(scaled);

        Assert.AreEqual(before.Accuracy, after.Accuracy);
        Assert.IsLessThan(before.NegativeLogLikelihood, after.NegativeLogLikelihood);
        Assert.AreEqual(after.NegativeLogLikelihood, mlContext.MulticlassClassification.Evaluate(scaled).LogLoss, 1e-6);
        foreach (ScoredRow row in ScoredRow.All(scaled))
        {
            Assert.AreEqual(row.Score.Sum(p => p > 0 ? -p * Math.Log(p) : 0), row.Total, 1e-5);
            Assert.AreEqual(row.Total, row.Epistemic + row.Aleatoric);
        }
    }

    [TestMethod]
    public void Rows_that_the_temperature_was_fitted_to_are_refused_by_what_promises_something()
    {
        var mlContext = new MLContext(1);
        IDataView first = Scored(mlContext, 0), second = Scored(mlContext, 600);
        TemperatureScalingTransformer scaling = mlContext.Bayesian.CalibrateTemperature().Fit(first);
        void Refused(Action fit) => Assert.Contains("Split the calibration data", Assert.ThrowsExactly<InvalidOperationException>(fit).Message);

        Refused(() => mlContext.Bayesian.PredictionSets().Fit(scaling.Transform(first)));
        Refused(() => mlContext.Bayesian.RejectAbove(0.2).Fit(scaling.Transform(first)));
        Refused(() => mlContext.Bayesian.CalibrateTemperature().Append(mlContext.Bayesian.PredictionSets()).Fit(first));
        Refused(() => mlContext.Bayesian.PredictionSets().Fit(mlContext.Data.ShuffleRows(scaling.Transform(first), seed: 2)));

        Assert.AreEqual(0.05, mlContext.Bayesian.PredictionSets().Fit(scaling.Transform(second)).Threshold.Alpha);
        Assert.AreEqual(0.05, mlContext.Bayesian.PredictionSets().Fit(first).Threshold.Alpha, "without a temperature all rows are new");
    }

    [TestMethod]
    public void A_loaded_model_still_knows_the_rows_of_its_temperature()
    {
        var mlContext = new MLContext(1);
        IDataView first = Scored(mlContext, 0);
        using var stream = new MemoryStream();
        mlContext.Model.Save(mlContext.Bayesian.CalibrateTemperature().Fit(first), first.Schema, stream);
        stream.Position = 0;

        ITransformer loaded = new MLContext().Model.Load(stream, out _);

        Assert.ThrowsExactly<InvalidOperationException>(() => mlContext.Bayesian.PredictionSets().Fit(loaded.Transform(first)));
    }

    [TestMethod]
    [DataRow(LabelKind.NumberKey)]
    [DataRow(LabelKind.BareKey)]
    [DataRow(LabelKind.Boolean)]
    [DataRow(LabelKind.Single)]
    public void Keys_of_the_set_have_the_values_of_the_predicted_label(LabelKind kind)
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, kind);
        IDataView scored = new CentroidTrainer(mlContext).Append(mlContext.Bayesian.PredictionSets()).Fit(data).Transform(data);
        DataViewSchema.Column label = scored.Schema["PredictedLabel"], set = scored.Schema["PredictionSet"];

        DataViewType? Values(DataViewSchema.Column column) => column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type;
        // A bare key has no values; its set borrows the names of the score's slots.
        if (kind != LabelKind.BareKey)
            Assert.AreEqual(Values(label), Values(set));
        Assert.AreEqual(((KeyDataViewType)label.Type).Count, ((KeyDataViewType)((VectorDataViewType)set.Type).ItemType).Count);
    }

    [TestMethod]
    public void Arguments_that_make_no_sense_are_refused_by_name()
    {
        BayesianCatalog catalog = new MLContext(1).Bayesian;
        void Refuses(string argument, Action call)
        {
            try
            {
                call();
                Assert.Fail($"A wrong '{argument}' was accepted.");
            }
            catch (ArgumentException error)
            {
                Assert.AreEqual(argument, error.ParamName);
            }
        }

        Refuses("risk", () => catalog.RejectAbove(risk: 0));
        Refuses("confidence", () => catalog.RejectAbove(confidence: 1));
        Refuses("thresholds", () => catalog.RejectAbove(new RejectionThresholds(-1, 0)));
        Refuses("thresholds", () => catalog.RejectAbove(new RejectionThresholds(0, float.NaN)));
        Refuses("outputColumnName", () => catalog.RejectAbove(outputColumnName: " "));
        Refuses("alpha", () => catalog.PredictionSets(alpha: 1));
        Refuses("sizeColumnName", () => catalog.PredictionSets(outputColumnName: "A", sizeColumnName: "A"));
        Refuses("labelColumnName", () => catalog.CalibrateTemperature(labelColumnName: ""));
        Refuses("scoreColumnName", () => catalog.PredictionSets(scoreColumnName: null!));
    }

    [TestMethod]
    public void Data_without_a_single_label_are_refused()
    {
        var mlContext = new MLContext(1);
        BayesianClassificationTransformer model = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.Single));
        Clusters.Row[] rows = Clusters.Rows();
        foreach (Clusters.Row row in rows)
            row.Class = float.NaN;
        IDataView unlabelled = model.Transform(Clusters.View(mlContext, LabelKind.Single, rows));

        Assert.Contains("no row with a label in 'Label'", Assert.ThrowsExactly<InvalidOperationException>(() => mlContext.Bayesian.CalibrateTemperature().Fit(unlabelled)).Message);
    }

    private static TransformerChain<ITransformer> Fit(MLContext mlContext)
    {
        // Each step is fitted on rows of its own, and then follows the model.
        BayesianClassificationTransformer classifier = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey));
        IDataView Part(int seed) => classifier.Transform(Clusters.View(mlContext, LabelKind.TextKey, Clusters.Rows(300, seed)));
        TemperatureScalingTransformer scaling = mlContext.Bayesian.CalibrateTemperature().Fit(Part(31));
        IDataView calibration = scaling.Transform(Part(32));
        return classifier
            .Append(scaling)
            .Append(mlContext.Bayesian.RejectAbove(new RejectionThresholds(0.05f, 0.3f)).Fit(calibration))
            .Append(mlContext.Bayesian.PredictionSets(alpha: 0.02).Fit(calibration))
            .Append<ITransformer>(mlContext.Transforms.Conversion.MapKeyToValue("Names", "PredictionSet").Fit(mlContext.Bayesian.PredictionSets().Fit(calibration).Transform(calibration)));
    }

    private static IDataView Scored(MLContext mlContext, int seed) => new CentroidTrainer(mlContext)
        .Fit(Clusters.View(mlContext, LabelKind.TextKey)).Transform(Clusters.View(mlContext, LabelKind.TextKey, Clusters.Rows(300, seed)));

    private sealed class Answer
    {
        public string Decision { get; set; } = "";

        [KeyType(3)]
        public uint[] PredictionSet { get; set; } = [];

        public int PredictionSetSize { get; set; }

        public string[] Names { get; set; } = [];

        public float[] Score { get; set; } = [];

        public float TotalUncertainty { get; set; }
    }
}
