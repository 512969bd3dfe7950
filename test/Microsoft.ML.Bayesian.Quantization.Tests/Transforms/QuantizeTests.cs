using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Transforms;

[TestClass]
public sealed class QuantizeTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void A_pipeline_that_decides_by_the_answers_of_its_model_is_refused()
    {
        var chain = Chain();
        ITransformer deciding = mlContext.Bayesian.RejectAbove(new RejectionThresholds(0.1f, 0.4f)).Fit(chain.Transform(Data()));
        var refused = Assert.ThrowsExactly<ArgumentException>(() => mlContext.Bayesian.Quantize<ITransformer>(new TransformerChain<ITransformer>(chain, deciding), QuantizationScheme.Joint, Data()));
        Assert.Contains("RejectionTransformer", refused.Message);
        Assert.Contains("quantize the model first", refused.Message);
    }

    [TestMethod]
    public void The_transformer_keeps_its_columns_and_gets_a_smaller_model()
    {
        BayesianClassificationTransformer transformer = Transformer();

        BayesianClassificationTransformer small = mlContext.Bayesian.Quantize(transformer, QuantizationScheme.Joint, calibrationData: Data());

        Assert.IsInstanceOfType<PackedStorage>(small.Model.Posterior.Layers[0].Weight.Mean);
        Assert.AreEqual(transformer.FeatureColumnName, small.FeatureColumnName);
        CollectionAssert.AreEqual(
            transformer.GetOutputSchema(Data().Schema).Select(column => column.Name).ToArray(),
            small.GetOutputSchema(Data().Schema).Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void A_fitted_pipeline_keeps_its_other_parts_and_its_type()
    {
        TransformerChain<ColumnCopyingTransformer> chain = Chain();

        TransformerChain<ColumnCopyingTransformer> small = mlContext.Bayesian.Quantize(chain, QuantizationScheme.Joint, bits: 4, calibrationData: Data());

        ITransformer[] before = [.. chain], after = [.. small];
        Assert.HasCount(3, after);
        Assert.AreSame(before[0], after[0]);
        Assert.AreSame(before[2], small.LastTransformer);
        Assert.AreEqual(4, ((PackedStorage)((BayesianClassificationTransformer)after[1]).Model.Posterior.Layers[0].Weight.Mean).Bits);
        Assert.HasCount(50, small.Transform(Data()).GetColumn<float>("Doubt").ToArray());
    }

    [TestMethod]
    public void A_pipeline_within_a_pipeline_is_searched_too()
    {
        var outer = new TransformerChain<ITransformer>(Chain());

        ITransformer small = mlContext.Bayesian.Quantize<ITransformer>(outer, QuantizationScheme.Variational, Data());

        var inner = (TransformerChain<ColumnCopyingTransformer>)((TransformerChain<ITransformer>)small).Single();
        Assert.IsInstanceOfType<PackedStorage>(inner.OfType<BayesianClassificationTransformer>().Single().Model.Posterior.Layers[0].Weight.Mean);
    }

    [TestMethod]
    [DataRow(QuantizationScheme.Variational)]
    [DataRow(QuantizationScheme.Sampled)]
    [DataRow(QuantizationScheme.Joint)]
    public void A_saved_pipeline_gives_the_same_scores(QuantizationScheme scheme)
    {
        ITransformer small = mlContext.Bayesian.Quantize(Chain(), scheme, Data());
        using var file = new MemoryStream();
        mlContext.Model.Save(small, Data().Schema, file);
        file.Position = 0;

        ITransformer again = new MLContext().Model.Load(file, out _);

        CollectionAssert.AreEqual(Scores(small), Scores(again));
    }

    [TestMethod]
    public void A_loaded_pipeline_can_be_quantized()
    {
        using var file = new MemoryStream();
        mlContext.Model.Save(Chain(), Data().Schema, file);
        file.Position = 0;
        ITransformer loaded = mlContext.Model.Load(file, out _);
        CollectionAssert.AreEqual(
            Scores(mlContext.Bayesian.Quantize(Chain(), QuantizationScheme.Joint, Data())),
            Scores(mlContext.Bayesian.Quantize(loaded, QuantizationScheme.Joint, Data())));
    }

    [TestMethod]
    public void A_pipeline_without_a_Bayesian_transformer_is_refused()
    {
        ITransformer copy = mlContext.Transforms.CopyColumns("Copy", "Features").Fit(Data());
        StringAssert.Contains(Refusal(() => mlContext.Bayesian.Quantize(copy, QuantizationScheme.Joint, Data())), "no Bayesian transformer");
    }

    [TestMethod]
    public void A_quantized_model_is_refused()
    {
        BayesianClassificationTransformer small = mlContext.Bayesian.Quantize(Transformer(), QuantizationScheme.Joint, Data());
        StringAssert.Contains(Refusal(() => mlContext.Bayesian.Quantize(small, QuantizationScheme.Joint, Data())), "quantized already");
    }

    [TestMethod]
    public void Empty_data_and_another_schema_are_refused()
    {
        StringAssert.Contains(Refusal(() => mlContext.Bayesian.Quantize(Transformer(), QuantizationScheme.Joint, Data(0))), "The data has no rows");
        IDataView other = mlContext.Data.LoadFromEnumerable(new[] { new { Label = 1f } });
        StringAssert.Contains(Refusal(() => mlContext.Bayesian.Quantize(Transformer(), QuantizationScheme.Joint, other)), "no column 'Features'; it has 'Label'");
        IDataView missing = mlContext.Data.LoadFromEnumerable(Enumerable.Repeat(new Row { Features = [.. Enumerable.Repeat(float.NaN, 7)] }, 3));
        StringAssert.Contains(Refusal(() => mlContext.Bayesian.Quantize(Transformer(), QuantizationScheme.Joint, missing)), "None of the 3 rows");
    }

    [TestMethod]
    public void Too_many_bits_are_refused() =>
        StringAssert.Contains(Refusal(() => mlContext.Bayesian.Quantize(Transformer(), QuantizationScheme.Joint, Data(), bits: 9)), "MeanBits must be 2 to 8");

    [TestMethod]
    public void Calibration_rows_are_evenly_spread_over_long_data()
    {
        Row[] many = [.. Enumerable.Range(0, 20_000).Select(i => new Row { Features = [i, 0, 0, 0, 0, 0, 0] })];
        float[] firsts = [.. CalibrationRows.Read(mlContext.Data.LoadFromEnumerable(many), "Features", 7).Chunk(7).Select(row => row[0])];
        CollectionAssert.AreEqual(Enumerable.Range(0, 2500).Select(i => 8f * i).ToArray(), firsts);
    }

    [TestMethod]
    public void The_comparison_of_two_pipelines_has_all_figures()
    {
        TransformerChain<ColumnCopyingTransformer> chain = Chain();
        QuantizationReport report = mlContext.Bayesian.CompareQuantized(chain, mlContext.Bayesian.Quantize(chain, QuantizationScheme.Joint, Data()), Data(), labelColumnName: "Label");
        Assert.HasCount(6, report.Figures);
        Assert.AreEqual(50, report.RowCount);
    }

    private static string Refusal(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;

    private float[] Scores(ITransformer model) => [.. model.Transform(Data()).GetColumn<float[]>("Score").SelectMany(score => score)];

    private TransformerChain<ColumnCopyingTransformer> Chain()
    {
        ITransformer first = mlContext.Transforms.CopyColumns("Copy", "Features").Fit(Data());
        BayesianClassificationTransformer second = Transformer();
        ColumnCopyingTransformer third = mlContext.Transforms.CopyColumns("Doubt", "EpistemicUncertainty").Fit(second.Transform(Data()));
        return new(first, second, third);
    }

    private BayesianClassificationTransformer Transformer() =>
        mlContext.Bayesian.ScoringTransformer(new BayesianModel(SamplePosteriors.Random(SamplePosteriors.SmallMlp), new InferenceOptions { SampleCount = 5 }));

    private IDataView Data(int count = 50)
    {
        float[][] rows = [.. SamplePosteriors.Rows(SamplePosteriors.SmallMlp, count).Chunk(7)];
        return mlContext.Data.LoadFromEnumerable(rows.Select((row, i) => new Row { Features = row, Label = i % 3 }), SchemaDefinition.Create(typeof(Row)));
    }

    private sealed class Row
    {
        [VectorType(7)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
