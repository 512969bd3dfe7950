using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// What is expected of every step behind a Bayesian classifier: as the end of a pipeline all that is expected of an estimator, and the same
/// of the columns that it adds.
/// </summary>
public abstract class DecisionContract : EstimatorContract
{
    /// <summary>The step alone.</summary>
    protected abstract IEstimator<ITransformer> CreateStep(MLContext mlContext);

    /// <summary>The columns that it makes.</summary>
    protected abstract IReadOnlyList<string> OwnColumns { get; }

    /// <summary>The columns that it reads when it is fitted.</summary>
    protected abstract IReadOnlyList<string> FittedColumns { get; }

    /// <summary>The columns that it reads when it scores.</summary>
    protected abstract IReadOnlyList<string> ScoringColumns { get; }

    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext) => new CentroidTrainer(mlContext).Append(CreateStep(mlContext));

    protected override ITransformer ScorerOf(ITransformer fitted) => fitted;

    protected override IDataView ValidData(MLContext mlContext) => Clusters.View(mlContext, LabelKind.TextKey);

    protected override IEnumerable<(string Column, IDataView Data)> InvalidData(MLContext mlContext)
    {
        IDataView valid = ValidData(mlContext);
        yield return ("Features", mlContext.Transforms.DropColumns("Features").Fit(valid).Transform(valid));
    }

    [TestMethod]
    public void A_step_refuses_scored_data_that_do_not_fit()
    {
        var mlContext = new MLContext(1);
        IDataView scored = Scored(mlContext);
        IEstimator<ITransformer> step = CreateStep(mlContext);
        ITransformer fitted = step.Fit(scored);
        foreach (string column in FittedColumns)
        {
            foreach (IDataView wrong in new[] { Apply(mlContext.Transforms.DropColumns(column)), Apply(mlContext.Transforms.CopyColumns(column, column == "Score" ? "Name" : "Features")) })
            {
                Assert.Contains($"'{column}'", Refusal(() => step.GetOutputSchema(Shape(wrong.Schema)))?.Message ?? $"GetOutputSchema accepted a wrong '{column}'.");
                Assert.Contains($"'{column}'", Refusal(() => step.Fit(wrong))?.Message ?? $"Fit accepted a wrong '{column}'.");
                string? refusal = Refusal(() => fitted.Transform(wrong))?.Message, schemaRefusal = Refusal(() => fitted.GetOutputSchema(wrong.Schema))?.Message;
                Assert.AreEqual(ScoringColumns.Contains(column), refusal?.Contains($"'{column}'", StringComparison.Ordinal) ?? false, column);
                Assert.AreEqual(refusal, schemaRefusal);
            }
        }

        IDataView Apply<T>(IEstimator<T> change) where T : class, ITransformer => change.Fit(scored).Transform(scored);
    }

    [TestMethod]
    public void Own_columns_are_the_same_alone_among_all_loaded_in_parallel_and_row_by_row()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        ITransformer transformer = CreateEstimator(mlContext).Fit(data);
        IDataView transformed = transformer.Transform(data);
        string[] expected = Values(transformed.GetRowCursor(transformed.Schema), [.. OwnColumns]);
        Assert.IsGreaterThan(1, expected.Distinct().Count());

        foreach (string column in OwnColumns)
        {
            string[] among = Values(transformed.GetRowCursor(transformed.Schema), column);
            CollectionAssert.AreEqual(among, Values(transformed.GetRowCursor([transformed.Schema[column]]), column));
        }

        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;
        IDataView loaded = new MLContext().Model.Load(stream, out _).Transform(data);
        CollectionAssert.AreEqual(expected, Values(loaded.GetRowCursor(loaded.Schema), [.. OwnColumns]));

        DataViewSchema.Column[] own = [.. OwnColumns.Select(column => transformed.Schema[column])];
        CollectionAssert.AreEquivalent(expected, transformed.GetRowCursorSet(own, 4).SelectMany(cursor => Values(cursor, [.. OwnColumns])).ToArray());
        CollectionAssert.AreEqual(expected, RowByRow(transformer.GetRowToRowMapper(data.Schema), data, OwnColumns));
    }

    [TestMethod]
    public void Scoring_needs_no_label()
    {
        var mlContext = new MLContext(1);
        IDataView scored = Scored(mlContext);
        ITransformer step = CreateStep(mlContext).Fit(scored);
        IDataView unlabelled = mlContext.Transforms.DropColumns("Label").Fit(scored).Transform(scored), after = step.Transform(unlabelled);

        Assert.HasCount(60, Values(after.GetRowCursor(after.Schema), [.. OwnColumns]));
    }

    protected static IDataView Scored(MLContext mlContext, LabelKind kind = LabelKind.TextKey, int seed = 3)
    {
        BayesianClassificationTransformer model = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, kind));
        return model.Transform(Clusters.View(mlContext, kind, Clusters.Rows(60, seed)));
    }

    /// <summary>The values of columns as text, one line per row.</summary>
    protected static string[] Values(DataViewRowCursor cursor, params string[] columns)
    {
        using (cursor)
        {
            Func<string>[] getters = [.. columns.Select(column => Getter(cursor, column))];
            var lines = new List<string>();
            while (cursor.MoveNext())
                lines.Add(string.Join(" | ", getters.Select(getter => getter())));
            return [.. lines];
        }
    }

    private static string[] RowByRow(IRowToRowMapper mapper, IDataView data, IReadOnlyList<string> columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        Func<string>[] getters = [.. columns.Select(column => Getter(row, column))];
        var lines = new List<string>();
        while (cursor.MoveNext())
            lines.Add(string.Join(" | ", getters.Select(getter => getter())));
        return [.. lines];
    }

    private static Func<string> Getter(DataViewRow row, string name)
    {
        DataViewSchema.Column column = row.Schema[name];
        Type type = column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType;
        string method = column.Type is VectorDataViewType ? nameof(Vectors) : nameof(Scalars);
        return (Func<string>)typeof(DecisionContract).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [row, column])!;
    }

    private static Func<string> Scalars<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Convert.ToString((object?)value, CultureInfo.InvariantCulture)!;
        };
    }

    private static Func<string> Vectors<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return string.Join(' ', ((IEnumerable)value.DenseValues()).Cast<object>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)));
        };
    }
}

[TestClass]
public sealed class TemperatureScalingContractTests : DecisionContract
{
    protected override IReadOnlyList<string> OwnColumns => ["Score", "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty"];

    protected override IReadOnlyList<string> FittedColumns => ["Label", .. OwnColumns];

    protected override IReadOnlyList<string> ScoringColumns => OwnColumns;

    protected override IEstimator<ITransformer> CreateStep(MLContext mlContext) => mlContext.Bayesian.CalibrateTemperature();
}

[TestClass]
public sealed class RejectionContractTests : DecisionContract
{
    protected override IReadOnlyList<string> OwnColumns => ["Decision"];

    protected override IReadOnlyList<string> FittedColumns => ["Label", "Score", "EpistemicUncertainty", "AleatoricUncertainty"];

    protected override IReadOnlyList<string> ScoringColumns => ["EpistemicUncertainty", "AleatoricUncertainty"];

    protected override IEstimator<ITransformer> CreateStep(MLContext mlContext) => mlContext.Bayesian.RejectAbove(risk: 0.4, confidence: 0.5);
}

[TestClass]
public sealed class RejectionAboveGivenThresholdsContractTests : DecisionContract
{
    protected override IReadOnlyList<string> OwnColumns => ["Decision"];

    protected override IReadOnlyList<string> FittedColumns => ScoringColumns;

    protected override IReadOnlyList<string> ScoringColumns => ["EpistemicUncertainty", "AleatoricUncertainty"];

    protected override IEstimator<ITransformer> CreateStep(MLContext mlContext) => mlContext.Bayesian.RejectAbove(new RejectionThresholds(0.004f, 0.07f));
}

[TestClass]
public sealed class PredictionSetContractTests : DecisionContract
{
    protected override IReadOnlyList<string> OwnColumns => ["PredictionSet", "PredictionSetSize"];

    protected override IReadOnlyList<string> FittedColumns => ["Label", "Score"];

    protected override IReadOnlyList<string> ScoringColumns => ["Score"];

    protected override IEstimator<ITransformer> CreateStep(MLContext mlContext) => mlContext.Bayesian.PredictionSets(alpha: 0.05);
}
