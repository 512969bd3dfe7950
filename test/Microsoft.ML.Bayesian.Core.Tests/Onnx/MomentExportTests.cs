using Microsoft.ML.Bayesian.Tests.Inference;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests.Onnx;

/// <summary>A pipeline that ML.NET converts gives the figures that it gives itself.</summary>
[TestClass]
public sealed class MomentExportTests
{
    private const int Rows = 40;

    private static readonly string[] Outputs = ["PredictedLabel.output", "Score.output", "TotalUncertainty.output", "EpistemicUncertainty.output", "AleatoricUncertainty.output"];

    private readonly MLContext mlContext = new(1);

    public static IEnumerable<object[]> Networks => OnnxNetworks.Names;

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void A_converted_model_gives_the_figures_of_moment_propagation(string name)
    {
        NetworkArchitecture network = OnnxNetworks.All[name];
        float[] rows = EngineCases.Rows(network, Rows);
        foreach (float standardDeviation in new[] { 0.02f, 0.3f, 1.5f })
        {
            BayesianModel model = OnnxRun.Model(network, standardDeviation: standardDeviation);
            OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(Convert(model, rows), rows, network.InputCount), $"{name}, deviations around {standardDeviation}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void A_model_that_propagates_covariances_is_converted_with_them(string name)
    {
        NetworkArchitecture network = OnnxNetworks.All[name];
        float[] rows = EngineCases.Rows(network, Rows);
        BayesianModel model = OnnxRun.Model(network, new InferenceOptions { Method = InferenceMethod.CovariancePropagation });

        OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(Convert(model, rows), rows, network.InputCount), name);
    }

    [TestMethod]
    [DataRow(TrainedNetworks.Mlp)]
    [DataRow(TrainedNetworks.LeNet5)]
    public void Trained_networks_agree_on_digits_and_on_clothes(string name)
    {
        Posterior posterior = TrainedNetworks.Load(name);
        float[] rows = [.. TrainedNetworks.Inputs("mnist", 100), .. TrainedNetworks.Inputs("fashion-mnist", 100)];
        foreach (InferenceMethod method in new[] { InferenceMethod.MomentPropagation, InferenceMethod.CovariancePropagation })
        {
            var model = new BayesianModel(posterior, new InferenceOptions { Method = method });
            OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(Convert(model, rows), rows, 784), $"{name}, {method}");
        }
    }

    [TestMethod]
    public void ApplyOnnxModel_scores_a_converted_pipeline_row_by_row()
    {
        foreach (NetworkArchitecture network in new[] { EngineCases.Mlp, EngineCases.Convolutional })
        {
            BayesianModel model = OnnxRun.Model(network, normalization: new InputNormalization(mean: 0.3, standardDeviation: 0.7, divisor: 1.9));
            float[] rows = EngineCases.Rows(network, Rows);
            IDataView data = View(rows, network.InputCount);
            string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            try
            {
                File.WriteAllBytes(path, Convert(model, rows));
                var onnx = mlContext.Transforms.ApplyOnnxModel(Outputs, ["Features"], path).Fit(data);
                OnnxRun.AssertClose(ScoredRow.All(Scorer(model).Transform(data)), Read(onnx.Transform(data)), network.Layers[0].Name);
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [TestMethod]
    public void What_stands_before_and_behind_the_classifier_is_in_the_graph()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        float[] rows = [.. Clusters.Rows().SelectMany(row => row.Features)];
        IDataView features = View(rows, Clusters.FeatureCount);
        BayesianModel model = new CentroidTrainer(mlContext).Fit(data).Model.With(new InferenceOptions { Method = InferenceMethod.MomentPropagation });
        var pipeline = mlContext.Transforms.NormalizeMinMax("Features").Fit(features)
            .Append(Scorer(new BayesianModel(model.Posterior, model.Inference, ["rose", "tulip", "daisy"])))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(Scorer(new BayesianModel(model.Posterior, model.Inference, ["rose", "tulip", "daisy"])).Transform(features)));
        using var stream = new MemoryStream();

        mlContext.Model.ConvertToOnnx(pipeline, features, stream);

        OnnxRun.AssertClose(ScoredRow.All(pipeline.Transform(features)), OnnxRun.Of(stream.ToArray(), rows, Clusters.FeatureCount), "pipeline");
        using var session = new OnnxRuntime.InferenceSession(stream.ToArray());
        Assert.Contains("Name.output", session.OutputNames);
    }

    [TestMethod]
    public void Data_that_was_split_before_is_no_obstacle()
    {
        IDataView data = View(EngineCases.Rows(EngineCases.Mlp, Rows), 37), part = mlContext.Data.TrainTestSplit(data).TestSet;
        BayesianModel model = OnnxRun.Model(EngineCases.Mlp);
        using var stream = new MemoryStream();

        mlContext.Model.ConvertToOnnx(Scorer(model), part, stream);

        float[] rows = [.. part.GetColumn<float[]>("Features").SelectMany(row => row)];
        OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(stream.ToArray(), rows, 37), "a part of the data");
    }

    [TestMethod]
    public void A_temperature_behind_the_classifier_is_in_the_graph()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer classifier = Scorer(new CentroidTrainer(mlContext).Fit(data).Model.With(new InferenceOptions { Method = InferenceMethod.MomentPropagation }));
        var pipeline = classifier.Append(mlContext.Bayesian.CalibrateTemperature(labelColumnName: "Name").Fit(classifier.Transform(data)));
        float[] rows = [.. Clusters.Rows().SelectMany(row => row.Features)];
        IDataView features = View(rows, Clusters.FeatureCount);
        using var stream = new MemoryStream();

        mlContext.Model.ConvertToOnnx(pipeline, features, stream);

        OnnxRun.AssertClose(ScoredRow.All(pipeline.Transform(features)), OnnxRun.Of(stream.ToArray(), rows, Clusters.FeatureCount), "temperature");
    }

    [TestMethod]
    public void A_row_that_is_not_finite_gets_key_0_and_NaN_and_leaves_the_others_alone()
    {
        BayesianModel model = OnnxRun.Model(EngineCases.Convolutional);
        float[] rows = EngineCases.Rows(EngineCases.Convolutional, 5);
        ScoredRow[] expected = OnnxRun.Expected(model, rows);
        (rows[84 + 3], rows[2 * 84 + 80]) = (float.NaN, float.NegativeInfinity);

        ScoredRow[] actual = OnnxRun.Of(Convert(model, rows), rows, 84);

        foreach (ScoredRow row in actual[1..3])
        {
            Assert.AreEqual(0u, row.PredictedLabel);
            Assert.IsTrue(row.Score.Append(row.Total).Append(row.Epistemic).Append(row.Aleatoric).All(float.IsNaN));
        }

        OnnxRun.AssertClose([expected[0], .. expected[3..]], [actual[0], .. actual[3..]], "the other rows");
    }

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(1, true)]
    [DataRow(7, false)]
    [DataRow(7, true)]
    public void The_number_of_samples_and_the_correction_of_their_bias_are_those_of_the_model(int samples, bool correct)
    {
        BayesianModel model = OnnxRun.Model(EngineCases.Mlp, new InferenceOptions { Method = InferenceMethod.MomentPropagation, SampleCount = samples, Seed = 3, CorrectSampleBias = correct }, 1.5f);
        float[] rows = EngineCases.Rows(EngineCases.Mlp, Rows);

        OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(Convert(model, rows), rows, 37), $"{samples} samples");
    }

    [TestMethod]
    public void A_model_that_went_through_a_zip_is_converted_to_the_same_bytes()
    {
        BayesianModel model = OnnxRun.Model(EngineCases.Mlp);
        float[] rows = EngineCases.Rows(EngineCases.Mlp, 2);
        using var zip = new MemoryStream();
        mlContext.Model.Save(Scorer(model), View(rows, 37).Schema, zip);
        using var stream = new MemoryStream();

        mlContext.Model.ConvertToOnnx(new MLContext(7).Model.Load(zip, out _), View(rows, 37), stream);

        CollectionAssert.AreEqual(Convert(model, rows), stream.ToArray());
    }

    [TestMethod]
    public void A_model_that_samples_is_converted_with_a_warning_that_the_graph_does_not()
    {
        var messages = new List<string>();
        mlContext.Log += (_, message) => messages.Add(message.Message);

        Convert(OnnxRun.Model(EngineCases.Mlp, new InferenceOptions()), EngineCases.Rows(EngineCases.Mlp, 1));

        Assert.ContainsSingle(message => message.Contains("propagates moments", StringComparison.Ordinal), messages);
    }

    private BayesianClassificationTransformer Scorer(BayesianModel model) => mlContext.Bayesian.ScoringTransformer(model);

    private byte[] Convert(BayesianModel model, float[] rows)
    {
        using var stream = new MemoryStream();
        mlContext.Model.ConvertToOnnx(Scorer(model), View(rows, model.Posterior.Network.InputCount), stream);
        return stream.ToArray();
    }

    private IDataView View(float[] rows, int inputs)
    {
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, inputs);
        return mlContext.Data.LoadFromEnumerable(rows.Chunk(inputs).Select(row => new FeatureRow { Features = row }), schema);
    }

    private static ScoredRow[] Read(IDataView scored)
    {
        // ML.NET takes the suffix off again.
        string[] columns = [.. Outputs.Select(name => name.Replace(".output", "", StringComparison.Ordinal))];
        uint[][] labels = [.. scored.GetColumn<uint[]>(columns[0])];
        float[][][] values = [.. columns.Skip(1).Select(name => scored.GetColumn<float[]>(name).ToArray())];
        return [.. labels.Select((label, row) => new ScoredRow(default, label.Single(), values[0][row], values[1][row].Single(), values[2][row].Single(), values[3][row].Single()))];
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }
}
