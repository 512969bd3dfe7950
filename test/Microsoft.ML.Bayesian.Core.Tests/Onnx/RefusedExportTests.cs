using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Tests.Onnx;

/// <summary>What has no ONNX form fails with its name; nothing is converted to a graph that is quietly another model.</summary>
[TestClass]
public sealed class RefusedExportTests
{
    private readonly MLContext mlContext = new(1);

    [TestMethod]
    public void A_step_without_a_form_before_the_classifier_is_named_with_its_columns()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        // In place: a converter that skips it would find the column all the same, without its work.
        ITransformer pipeline = mlContext.Transforms.CustomMapping<Vector, Vector>((input, output) => output.Features = [.. input.Features.Select(value => value * value)], contractName: null).Fit(data)
            .Append(new CentroidTrainer(mlContext).Fit(data));

        var error = Assert.ThrowsExactly<NotSupportedException>(() => Convert(pipeline, data));

        StringAssert.Contains(error.Message, "CustomMappingTransformer");
        StringAssert.Contains(error.Message, "Features");
    }

    [TestMethod]
    public void A_model_that_is_scored_on_integers_is_refused_with_what_to_do_instead()
    {
        var model = new BayesianModel(EngineCases.Posterior(EngineCases.Mlp).With(new WholeNumbers()));
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer trained = new CentroidTrainer(mlContext).Fit(data);
        BayesianClassificationTransformer whole = trained.With(trained.Model.WithPosterior(trained.Model.Posterior.With(new WholeNumbers())));

        var pipeline = Assert.ThrowsExactly<NotSupportedException>(() => Convert(whole, data));
        StringAssert.Contains(pipeline.Message, nameof(BayesianClassificationTransformer));
        StringAssert.Contains(pipeline.Message, "before quantization");
        foreach (OnnxExport export in new[] { OnnxExport.MomentPropagation, OnnxExport.NoiseInput })
        {
            string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            var file = Assert.ThrowsExactly<NotSupportedException>(() => mlContext.Bayesian.SaveOnnx(model, path, export));
            StringAssert.Contains(file.Message, nameof(OnnxExport.DrawnWeights));
            Assert.IsFalse(File.Exists(path));
        }
    }

    [TestMethod]
    public void Steps_behind_the_classifier_that_have_no_form_are_named()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer classifier = new CentroidTrainer(mlContext).Fit(data);
        IDataView scored = classifier.Transform(data);
        foreach ((ITransformer step, string name) in new (ITransformer, string)[]
        {
            (mlContext.Bayesian.RejectAbove(new RejectionThresholds(0.1f, 0.1f)).Fit(scored), nameof(RejectionTransformer)),
            (mlContext.Bayesian.PredictionSets(0.2).Fit(scored), nameof(PredictionSetTransformer)),
        })
        {
            var error = Assert.ThrowsExactly<NotSupportedException>(() => Convert(classifier.Append(step), data));
            StringAssert.Contains(error.Message, name);
        }
    }

    [TestMethod]
    public void An_operator_set_that_lacks_an_operator_is_refused()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer classifier = new CentroidTrainer(mlContext).Fit(data);
        using var stream = new MemoryStream();

        Exception error = Assert.Throws<Exception>(() => mlContext.Model.ConvertToOnnx(classifier, data, opSetVersion: 10, stream));

        StringAssert.Contains(error.Message, nameof(BayesianClassificationTransformer));
    }

    [TestMethod]
    public void A_file_that_would_be_too_large_is_refused_before_it_is_made()
    {
        BayesianModel model = OnnxRun.Model(EngineCases.Mlp, new InferenceOptions { SampleCount = 1_000_000 });

        var error = Assert.ThrowsExactly<NotSupportedException>(() => mlContext.Bayesian.SaveOnnx(model, "never.onnx", OnnxExport.DrawnWeights));

        StringAssert.Contains(error.Message, nameof(InferenceOptions.SampleCount));
    }

    [TestMethod]
    public void A_file_holds_one_gibibyte_of_weights_and_not_one_sample_more()
    {
        int most = (int)((1L << 30) / sizeof(float) / EngineCases.Mlp.ParameterCount);
        BayesianModel Sampled(int samples) => OnnxRun.Model(EngineCases.Mlp, new InferenceOptions { SampleCount = samples });

        ModelGraph.CheckSize(Sampled(most), OnnxExport.DrawnWeights);
        var error = Assert.ThrowsExactly<NotSupportedException>(() => ModelGraph.CheckSize(Sampled(most + 1), OnnxExport.DrawnWeights));
        StringAssert.Contains(error.Message, $"{most:N0} or less");
    }

    private void Convert(ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        mlContext.Model.ConvertToOnnx(model, data, stream);
    }

    private sealed class Vector
    {
        [Data.VectorType(Clusters.FeatureCount)]
        public float[] Features { get; set; } = [];
    }

    private sealed class WholeNumbers : SamplingRule
    {
        internal override long ByteCount => 0;

        internal override string Kind => "TEST";

        internal override void WritePayload(BinaryWriter writer)
        {
        }

        internal override PredictiveEngine CreateEngine(Posterior posterior, InferenceOptions options) => throw new NotSupportedException();

        internal override Func<int, (float[] Weight, float[] Bias)[]> Draws(Posterior posterior, InferenceOptions options) => throw new NotSupportedException();
    }
}
