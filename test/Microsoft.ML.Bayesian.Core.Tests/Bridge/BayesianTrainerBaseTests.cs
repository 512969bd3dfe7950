using System.Reflection;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class BayesianTrainerBaseTests
{
    private readonly MLContext mlContext = new(7);

    [TestMethod]
    public void The_context_tells_seed_columns_and_counts()
    {
        var columns = new BayesianTrainerColumns();
        var trainer = new CentroidTrainer(mlContext, columns);
        trainer.Fit(Clusters.View(mlContext, LabelKind.TextKey));

        BayesianTrainingContext context = trainer.Context!;
        Assert.AreEqual(7, context.Seed);
        Assert.AreSame(columns, context.Columns);
        Assert.AreEqual(Clusters.FeatureCount, context.FeatureCount);
        Assert.IsNull(context.Validation);
        Assert.IsNull(context.InitialModel);
    }

    [TestMethod]
    public void A_context_without_a_seed_says_so()
    {
        var trainer = new CentroidTrainer(new MLContext());
        trainer.Fit(Clusters.View(mlContext, LabelKind.TextKey));

        Assert.IsNull(trainer.Context!.Seed);
    }

    [TestMethod]
    [DataRow(LabelKind.TextKey, 3, "rose", "tulip", "daisy")]
    [DataRow(LabelKind.NumberKey, 3, "0", "10", "20")]
    [DataRow(LabelKind.BareKey, 3)]
    [DataRow(LabelKind.Boolean, 2, "False", "True")]
    [DataRow(LabelKind.Single, null)]
    public void The_type_of_the_label_tells_the_classes(LabelKind kind, int? count, params string[] names)
    {
        var trainer = new CentroidTrainer(mlContext);
        trainer.Fit(Clusters.View(mlContext, kind));

        Assert.AreEqual(count, trainer.Context!.ClassCount);
        CollectionAssert.AreEqual(names, trainer.Context!.ClassNames?.ToArray() ?? []);
    }

    [TestMethod]
    public void Validation_data_and_initial_model_reach_the_trainer()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey), validation = Clusters.View(mlContext, LabelKind.TextKey, Clusters.Rows(9, seed: 4));
        var trainer = new CentroidTrainer(mlContext);
        BayesianModel initial = trainer.Fit(data).Model;

        trainer.Fit(data, validation, initial);

        Assert.AreSame(validation, trainer.Context!.Validation);
        Assert.AreSame(initial, trainer.Context!.InitialModel);
    }

    [TestMethod]
    public void Validation_data_of_another_shape_are_refused()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        IDataView validation = mlContext.Data.LoadFromEnumerable(Clusters.Rows(9));

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CentroidTrainer(mlContext).Fit(data, validation));

        Assert.Contains("validationData", error.Message);
        Assert.Contains("'Label'", error.Message);
    }

    [TestMethod]
    public void Rows_without_a_label_have_no_class()
    {
        Clusters.Row[] rows = Clusters.Rows(12);
        rows[1].Name = "weed";
        IDataView known = Clusters.View(mlContext, LabelKind.TextKey);
        ValueToKeyMappingTransformer map = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Clusters.Row.Name)).Fit(known);

        CollectionAssert.AreEqual(new[] { 0, -1, 2, 0 }, ClassIndices(map.Transform(mlContext.Data.LoadFromEnumerable(rows))).Take(4).ToArray());
        rows[2].Class = float.NaN;
        CollectionAssert.AreEqual(new[] { 0, 1, -1, 0 }, ClassIndices(Clusters.View(mlContext, LabelKind.Single, rows)).Take(4).ToArray());
    }

    [TestMethod]
    [DataRow(1.5f, "1.5")]
    [DataRow(-1f, "-1")]
    [DataRow(float.PositiveInfinity, "Infinity")]
    [DataRow(3e9f, "3E+09")]
    public void A_Single_label_that_is_no_class_index_is_refused_with_its_value_and_row(float label, string text)
    {
        Clusters.Row[] rows = Clusters.Rows(12);
        rows[4].Class = label;

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.Single, rows)));

        Assert.Contains($"'Label' holds {text} in row 4", error.Message);
    }

    [TestMethod]
    public void Training_ends_when_the_MLContext_is_cancelled()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        var trainer = new CentroidTrainer(mlContext);
        trainer.Fit(data);
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(mlContext, null);

        Assert.ThrowsExactly<OperationCanceledException>(() => trainer.Fit(data));
    }

    [TestMethod]
    public void Two_outputs_of_one_name_are_refused_with_both_their_roles()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new CentroidTrainer(mlContext, new BayesianTrainerColumns { Score = "Total", TotalUncertainty = "Total" }));

        Assert.Contains("Score and TotalUncertainty are both named 'Total'", error.Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow(null)]
    public void A_column_without_a_name_is_refused(string? name)
    {
        Assert.Contains("Features", Assert.ThrowsExactly<ArgumentException>(() => new CentroidTrainer(mlContext, new BayesianTrainerColumns { Features = name! })).Message);
    }

    private List<int> ClassIndices(IDataView data)
    {
        var trainer = new CentroidTrainer(mlContext);
        trainer.Fit(data);
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Label"]]);
        Func<int> getter = trainer.Context!.ClassIndexGetter(cursor);
        var indices = new List<int>();
        while (cursor.MoveNext())
            indices.Add(getter());
        return indices;
    }
}
