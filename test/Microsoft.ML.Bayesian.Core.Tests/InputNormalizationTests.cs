using Microsoft.ML.Bayesian.Core.Tests.Serialization;
using Microsoft.ML.Bayesian.Tests;
using Microsoft.ML.Bayesian.Tests.Inference;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Core.Tests;

[TestClass]
public sealed class InputNormalizationTests
{
    private const int RowCount = 70;
    private static readonly InputNormalization Pixels = new(mean: 0.1307, standardDeviation: 0.3081, divisor: 255);

    [TestMethod]
    public void An_input_is_the_feature_divided_centred_and_scaled()
    {
        float[] inputs = new float[3];
        Pixels.Apply([0, 255, 33], inputs);

        CollectionAssert.AreEqual(new[] { (float)(-0.1307 / 0.3081), (float)((1 - 0.1307) / 0.3081), (float)((33 / 255.0 - 0.1307) / 0.3081) }, inputs);
        Assert.AreEqual("(x / 255 - 0.1307) / 0.3081", Pixels.ToString());
    }

    [TestMethod]
    [DataRow(double.NaN, 1, 1)]
    [DataRow(0, 0, 1)]
    [DataRow(0, double.PositiveInfinity, 1)]
    [DataRow(0, 1, -1)]
    public void Numbers_that_give_no_input_are_refused(double mean, double deviation, double divisor) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new InputNormalization(mean, deviation, divisor));

    [TestMethod]
    public void A_model_predicts_raw_features_as_its_engine_predicts_inputs()
    {
        (BayesianModel model, float[] rows) = Model();
        float[] inputs = new float[rows.Length];
        Pixels.Apply(rows, inputs);
        EnginePredictions expected = EnginePredictions.Of(model.Engine, inputs);

        BayesianPrediction[] actual = model.Predict(rows);

        for (int row = 0; row < RowCount; row++)
        {
            CollectionAssert.AreEqual(expected.Row(row), actual[row].Probabilities);
            Assert.AreEqual(expected.Uncertainties[row], actual[row].Uncertainty);
        }
    }

    [TestMethod]
    public void The_transformer_normalizes_too_in_blocks_and_row_by_row()
    {
        (BayesianModel model, float[] rows) = Model();
        var mlContext = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[0].ColumnType = new VectorDataViewType(NumberDataViewType.Single, EngineCases.Mlp.InputCount);
        Row[] views = [.. Enumerable.Range(0, RowCount).Select(row => new Row { Features = EngineCases.Row(EngineCases.Mlp, rows, row) })];
        IDataView data = mlContext.Data.LoadFromEnumerable(views, schema);
        BayesianClassificationTransformer transformer = mlContext.Bayesian.ScoringTransformer(model);

        ScoredRow[] scored = ScoredRow.All(transformer.Transform(data));

        using PredictionEngine<Row, Scored> single = mlContext.Model.CreatePredictionEngine<Row, Scored>(transformer, inputSchemaDefinition: schema);
        BayesianPrediction[] expected = model.Predict(rows);
        for (int row = 0; row < RowCount; row++)
        {
            CollectionAssert.AreEqual(expected[row].Probabilities, scored[row].Score);
            CollectionAssert.AreEqual(expected[row].Probabilities, single.Predict(views[row]).Score);
        }
    }

    [TestMethod]
    public void Other_options_and_another_posterior_keep_the_normalization()
    {
        (BayesianModel model, _) = Model();

        Assert.AreEqual(Pixels, model.With(new InferenceOptions { SampleCount = 3 }).InputNormalization);
        Assert.AreEqual(Pixels, model.WithPosterior(EngineCases.Posterior(EngineCases.Mlp, seed: 5)).InputNormalization);
    }

    [TestMethod]
    public void It_is_saved_with_the_model_in_a_section_that_no_reader_may_skip()
    {
        (BayesianModel model, _) = Model();
        byte[] bytes = model.ToBytes();

        SampleModels.AssertSame(model, SampleModels.Load(bytes));
        Assert.AreEqual(1u, ModelBytes.Parse(bytes)["NORM"].Flags);
        Assert.HasCount(24, ModelBytes.Parse(bytes)["NORM"].Payload);
    }

    [TestMethod]
    [DataRow(4, 0xFFF0_0000u, DisplayName = "infinite divisor")]
    [DataRow(12, 0x7FF8_0000u, DisplayName = "mean that is no number")]
    [DataRow(20, 0xBFF0_0000u, DisplayName = "negative deviation")]
    public void A_damaged_section_is_named(int position, uint value)
    {
        ModelBytes model = ModelBytes.Parse(Model().Model.ToBytes());
        model["NORM"].Write(position, value);

        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => SampleModels.Load(model.ToBytes()));
        StringAssert.Contains(error.Message, "Section NORM of the model file is damaged");
    }

    private static (BayesianModel Model, float[] Rows) Model()
    {
        var model = new BayesianModel(EngineCases.Posterior(EngineCases.Mlp), new() { SampleCount = 20 }, inputNormalization: Pixels);
        return (model, [.. EngineCases.Rows(EngineCases.Mlp, RowCount).Select(value => value * 100)]);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
