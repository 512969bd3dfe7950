using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// What ML.NET and its users expect of every estimator that ends in a Bayesian classifier. Each such estimator inherits the suite and
/// supplies itself and its data. Output columns have their default names; the features are in the column Features.
/// </summary>
public abstract class EstimatorContract
{
    private static readonly MethodInfo ShapeOf = typeof(SchemaShape).GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The estimator; every call gives an equal one.</summary>
    protected abstract IEstimator<ITransformer> CreateEstimator(MLContext mlContext);

    /// <summary>Data to train on and to score: at least 30 rows.</summary>
    protected abstract IDataView ValidData(MLContext mlContext);

    /// <summary>Data that the estimator must refuse, each with the name of the column that the refusal must mention.</summary>
    protected abstract IEnumerable<(string Column, IDataView Data)> InvalidData(MLContext mlContext);

    /// <summary>The part of the fitted estimator that scores rows of features alone: a pipeline over its own input columns may start with the label.</summary>
    protected virtual ITransformer ScorerOf(ITransformer fitted) => fitted is TransformerChain<ITransformer> chain ? chain.LastTransformer : fitted;

    [TestMethod]
    public void The_promised_schema_is_that_of_the_fitted_transformer()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        IEstimator<ITransformer> estimator = CreateEstimator(mlContext);

        SchemaShape promised = estimator.GetOutputSchema(Shape(data.Schema));
        SchemaShape actual = Shape(estimator.Fit(data).GetOutputSchema(data.Schema));

        Assert.AreEqual(Describe(actual), Describe(promised));
    }

    [TestMethod]
    public void Transformer_transformed_data_and_row_mapper_have_one_schema()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        ITransformer transformer = CreateEstimator(mlContext).Fit(data);

        string expected = Describe(transformer.GetOutputSchema(data.Schema));

        Assert.AreEqual(expected, Describe(transformer.Transform(data).Schema));
        Assert.IsTrue(transformer.IsRowToRowMapper);
        Assert.AreEqual(expected, Describe(transformer.GetRowToRowMapper(data.Schema).OutputSchema));
    }

    [TestMethod]
    public void Data_that_do_not_fit_are_refused_when_the_pipeline_is_checked_and_when_it_is_fitted()
    {
        var mlContext = new MLContext(1);
        IEstimator<ITransformer> estimator = CreateEstimator(mlContext);
        foreach ((string column, IDataView data) in InvalidData(mlContext))
        {
            Exception? check = Refusal(() => estimator.GetOutputSchema(Shape(data.Schema)));
            Exception? fit = Refusal(() => estimator.Fit(data));
            Assert.Contains(column, check?.Message ?? $"GetOutputSchema accepted a wrong '{column}'.");
            Assert.Contains(column, fit?.Message ?? $"Fit accepted a wrong '{column}'.");
        }
    }

    [TestMethod]
    public void Scoring_refuses_data_without_the_features()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        ITransformer transformer = CreateEstimator(mlContext).Fit(data);
        IDataView without = mlContext.Transforms.DropColumns("Features").Fit(data).Transform(data);

        Assert.Contains("Features", Refusal(() => transformer.GetOutputSchema(without.Schema))?.Message ?? "GetOutputSchema accepted it.");
        Assert.Contains("Features", Refusal(() => transformer.Transform(without))?.Message ?? "Transform accepted it.");
    }

    [TestMethod]
    public void A_loaded_transformer_has_the_same_schema_and_gives_the_same_values()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        ITransformer transformer = CreateEstimator(mlContext).Fit(data);
        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;

        ITransformer loaded = new MLContext().Model.Load(stream, out DataViewSchema inputSchema);

        Assert.AreEqual(Describe(data.Schema), Describe(inputSchema));
        Assert.AreEqual(Describe(transformer.GetOutputSchema(data.Schema)), Describe(loaded.GetOutputSchema(data.Schema)));
        ScoredRow.AssertEqual(ScoredRow.All(transformer.Transform(data)), ScoredRow.All(loaded.Transform(data)));
    }

    [TestMethod]
    public void Cursors_that_run_in_parallel_give_the_values_of_a_single_one()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        IDataView scored = CreateEstimator(mlContext).Fit(data).Transform(data);
        ScoredRow[] expected = ScoredRow.All(scored);

        DataViewRowCursor[] cursors = scored.GetRowCursorSet(scored.Schema, 4);
        Assert.IsGreaterThan(1, cursors.Length);
        var rows = new List<ScoredRow>[cursors.Length];
        Parallel.For(0, cursors.Length, index => rows[index] = ScoredRow.Read(cursors[index]));

        ScoredRow[] actual = [.. rows.SelectMany(part => part).OrderBy(row => row.Id.High).ThenBy(row => row.Id.Low)];
        ScoredRow.AssertEqual([.. expected.OrderBy(row => row.Id.High).ThenBy(row => row.Id.Low)], actual);
    }

    [TestMethod]
    public void A_column_that_is_asked_for_alone_has_the_values_it_has_among_all()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        IDataView scored = CreateEstimator(mlContext).Fit(data).Transform(data);
        ScoredRow[] expected = ScoredRow.All(scored);

        CollectionAssert.AreEqual(expected.Select(row => row.PredictedLabel).ToArray(), scored.GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.AreEqual(expected.SelectMany(row => row.Score).ToArray(), scored.GetColumn<float[]>("Score").SelectMany(score => score).ToArray());
        CollectionAssert.AreEqual(expected.Select(row => row.Total).ToArray(), scored.GetColumn<float>("TotalUncertainty").ToArray());
        CollectionAssert.AreEqual(expected.Select(row => row.Epistemic).ToArray(), scored.GetColumn<float>("EpistemicUncertainty").ToArray());
        CollectionAssert.AreEqual(expected.Select(row => row.Aleatoric).ToArray(), scored.GetColumn<float>("AleatoricUncertainty").ToArray());
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_values_of_transform_and_leaves_the_transformer_usable()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        ITransformer transformer = CreateEstimator(mlContext).Fit(data);
        ScoredRow[] expected = ScoredRow.All(transformer.Transform(data));
        float[][] features = [.. data.GetColumn<float[]>("Features")];

        var input = SchemaDefinition.Create(typeof(FeatureRow));
        input["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features[0].Length);
        using (var engine = mlContext.Model.CreatePredictionEngine<FeatureRow, Prediction>(ScorerOf(transformer), ignoreMissingColumns: false, inputSchemaDefinition: input))
        {
            for (int row = 0; row < features.Length; row++)
            {
                Prediction prediction = engine.Predict(new() { Features = features[row] });
                CollectionAssert.AreEqual(expected[row].Score, prediction.Score);
                Assert.AreEqual(expected[row].PredictedLabel, prediction.PredictedLabel);
                Assert.AreEqual(expected[row].Total, prediction.TotalUncertainty);
                Assert.AreEqual(expected[row].Epistemic, prediction.EpistemicUncertainty);
                Assert.AreEqual(expected[row].Aleatoric, prediction.AleatoricUncertainty);
            }
        }

        ScoredRow.AssertEqual(expected, ScoredRow.All(transformer.Transform(data)));
    }

    [TestMethod]
    public void Fitting_again_leaves_the_first_transformer_as_it_was()
    {
        var mlContext = new MLContext(1);
        IDataView data = ValidData(mlContext);
        IEstimator<ITransformer> estimator = CreateEstimator(mlContext);
        ITransformer first = estimator.Fit(data);
        ScoredRow[] expected = ScoredRow.All(first.Transform(data));

        estimator.Fit(mlContext.Data.SkipRows(data, 10));

        ScoredRow.AssertEqual(expected, ScoredRow.All(first.Transform(data)));
    }

    internal static SchemaShape Shape(DataViewSchema schema) => (SchemaShape)ShapeOf.Invoke(null, [schema])!;

    protected static Exception? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return error;
        }
    }

    private static string Describe(SchemaShape shape) => string.Join('\n', shape
        .OrderBy(column => column.Name, StringComparer.Ordinal)
        .Select(column => $"{Describe(column)} [{string.Join(", ", column.Annotations.Select(Describe).Order(StringComparer.Ordinal))}]"));

    private static string Describe(SchemaShape.Column column) => $"{column.Name}: {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")}";

    private static string Describe(DataViewSchema schema) => string.Join('\n', schema
        .Select(column => $"{column.Name}: {column.Type}{(column.IsHidden ? " hidden" : "")} " +
            $"[{string.Join(", ", column.Annotations.Schema.Select(annotation => $"{annotation.Name}: {annotation.Type}").Order(StringComparer.Ordinal))}]"));

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Prediction
    {
        [KeyType(int.MaxValue)]
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];

        public float TotalUncertainty { get; set; }

        public float EpistemicUncertainty { get; set; }

        public float AleatoricUncertainty { get; set; }
    }
}
