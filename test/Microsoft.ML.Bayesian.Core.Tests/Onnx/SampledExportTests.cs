using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Tests.Onnx;

/// <summary>Files with sampled weights give the figures of weight sampling.</summary>
[TestClass]
public sealed class SampledExportTests
{
    private const int Rows = 40, Samples = 13;

    private static readonly InferenceOptions Sampling = new() { Method = InferenceMethod.WeightSampling, SampleCount = Samples, Seed = 5 };

    private readonly MLContext mlContext = new(1);

    public static IEnumerable<object[]> Networks => OnnxNetworks.Names;

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Drawn_weights_give_the_figures_of_weight_sampling(string name)
    {
        NetworkArchitecture network = OnnxNetworks.All[name];
        BayesianModel model = OnnxRun.Model(network, Sampling);
        float[] rows = EngineCases.Rows(network, Rows);

        OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(Save(model, OnnxExport.DrawnWeights), rows, network.InputCount), name);
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Noise_that_the_engine_draws_gives_the_figures_of_the_engine(string name)
    {
        NetworkArchitecture network = OnnxNetworks.All[name];
        BayesianModel model = OnnxRun.Model(network, Sampling);
        float[] rows = EngineCases.Rows(network, Rows), noise = Noise(model.Posterior);

        OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(Save(model, OnnxExport.NoiseInput), rows, network.InputCount, noise, Samples), name);
    }

    [TestMethod]
    public void A_saved_file_propagates_moments_unless_told_otherwise_and_names_its_classes()
    {
        Posterior posterior = EngineCases.Posterior(EngineCases.Convolutional);
        var model = new BayesianModel(posterior, new InferenceOptions { Method = InferenceMethod.MomentPropagation }, ["rose", "tulip", "daisy"], new InputNormalization(0.2, 1.3, 2));
        float[] rows = EngineCases.Rows(EngineCases.Convolutional, Rows);
        byte[] file = Save(model, OnnxExport.MomentPropagation);

        OnnxRun.AssertClose(OnnxRun.Expected(model, rows), OnnxRun.Of(file, rows, 84), "file");
        using var session = new OnnxRuntime.InferenceSession(file);
        Assert.AreEqual("rose\ntulip\ndaisy", session.ModelMetadata.CustomMetadataMap["ClassNames"]);
    }

    // The noise behind the weights that the engine draws.
    private static float[] Noise(Posterior posterior)
    {
        Func<int, (float[] Weight, float[] Bias)[]> draw = DrawnTensors.Of(posterior, Sampling);
        VariationalTensor[] tensors = [.. posterior.Tensors];
        return [.. Enumerable.Range(0, Samples).SelectMany(sample => draw(sample).SelectMany(layer => new[] { layer.Weight, layer.Bias })
            .SelectMany((values, index) => values.Zip(tensors[index].Mean.ToArray().Zip(tensors[index].StandardDeviation.ToArray()), (value, normal) => (value - normal.First) / normal.Second)))];
    }

    private byte[] Save(BayesianModel model, OnnxExport export)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            mlContext.Bayesian.SaveOnnx(model, path, export);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
