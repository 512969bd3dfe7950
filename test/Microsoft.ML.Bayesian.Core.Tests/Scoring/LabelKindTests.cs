using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The output columns under every form of the label, and ML.NET's own components on top of them.</summary>
[TestClass]
public sealed class LabelKindTests
{
    [TestMethod]
    [DataRow(LabelKind.TextKey, "rose", "tulip", "daisy")]
    [DataRow(LabelKind.NumberKey, "0", "10", "20")]
    [DataRow(LabelKind.BareKey, "0", "1", "2")]
    [DataRow(LabelKind.Boolean, "False", "True")]
    [DataRow(LabelKind.Single, "0", "1", "2")]
    public void The_slots_of_the_score_are_named_after_the_classes(LabelKind kind, params string[] expected)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        Score(kind, out _).Schema["Score"].GetSlotNames(ref names);

        CollectionAssert.AreEqual(expected, names.DenseValues().Select(name => name.ToString()).ToArray());
    }

    [TestMethod]
    public void A_predicted_label_maps_back_to_values_of_the_type_of_the_label()
    {
        AssertMapsBack(LabelKind.TextKey, row => row.Name.AsMemory(), name => name.ToString());
        AssertMapsBack(LabelKind.NumberKey, row => row.Number, value => value);
        AssertMapsBack(LabelKind.Boolean, row => row.Truth, value => value);
        AssertMapsBack(LabelKind.Single, row => row.Class, value => value);
    }

    [TestMethod]
    public void Training_label_values_stand_beside_the_score()
    {
        VBuffer<int> values = default;
        Score(LabelKind.NumberKey, out _).Schema["Score"].Annotations.GetValue("TrainingLabelValues", ref values);

        CollectionAssert.AreEqual(new[] { 0, 10, 20 }, values.DenseValues().ToArray());
    }

    [TestMethod]
    [DataRow(LabelKind.TextKey)]
    [DataRow(LabelKind.NumberKey)]
    [DataRow(LabelKind.BareKey)]
    [DataRow(LabelKind.Single)]
    public void MLNet_evaluates_the_scored_data(LabelKind kind)
    {
        IDataView scored = Score(kind, out MLContext mlContext);
        ScoredRow[] rows = ScoredRow.All(scored);
        uint[] labels = [.. Clusters.Rows().Select(row => (uint)row.Class + 1)];

        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(scored);

        double accuracy = rows.Zip(labels).Average(pair => pair.First.PredictedLabel == pair.Second ? 1.0 : 0);
        double logLoss = rows.Zip(labels).Average(pair => -Math.Log(pair.First.Score[pair.Second - 1]));
        Assert.IsGreaterThan(0.9, accuracy);
        Assert.AreEqual(accuracy, metrics.MicroAccuracy, 1e-9);
        Assert.AreEqual(logLoss, metrics.LogLoss, 1e-6);
        Assert.HasCount(3, metrics.PerClassLogLoss);
    }

    [TestMethod]
    public void MLNet_evaluates_a_Boolean_label_once_it_is_converted_to_Single()
    {
        IDataView scored = Score(LabelKind.Boolean, out MLContext mlContext);
        IDataView converted = mlContext.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.Single).Fit(scored).Transform(scored);

        Assert.IsGreaterThan(0.6, mlContext.MulticlassClassification.Evaluate(converted).MicroAccuracy);
    }

    private static void AssertMapsBack<T, TCompared>(LabelKind kind, Func<Clusters.Row, T> label, Func<T, TCompared> compared)
    {
        IDataView scored = Score(kind, out MLContext mlContext);
        IDataView mapped = mlContext.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel").Fit(scored).Transform(scored);
        TCompared[] expected = [.. Clusters.Rows().Select(row => compared(label(row)))];
        TCompared[] predicted = [.. mapped.GetColumn<T>(mapped.Schema["Predicted"]).Select(compared)];

        double agreement = expected.Zip(predicted).Average(pair => Equals(pair.First, pair.Second) ? 1.0 : 0);
        Assert.IsGreaterThan(0.6, agreement, $"{kind}: {string.Join(", ", predicted)}");
        Assert.IsGreaterThan(1, predicted.Distinct().Count());
    }

    private static IDataView Score(LabelKind kind, out MLContext mlContext)
    {
        mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, kind);
        return new CentroidTrainer(mlContext).Fit(data).Transform(data);
    }
}
