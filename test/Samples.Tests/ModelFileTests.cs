using Microsoft.ML.Bayesian;
using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class ModelFileTests
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void A_loaded_model_scores_as_the_options_say()
    {
        string path = Save(TinyBenchmark.Posterior(Network.Mlp(100, 100)));

        BayesianModel model = ModelFile.Load(new() { ModelFile = path, Samples = 7, Seed = 3 });

        Assert.AreEqual(new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 7, Seed = 3 }, model.Inference);
    }

    [TestMethod]
    public void A_model_of_another_network_is_refused()
    {
        string path = Save(TinyBenchmark.Posterior(Network.Mlp(100, 100)));

        Assert.Contains("--network lenet5", Assert.Throws<InvalidDataException>(() => ModelFile.Load(new() { ModelFile = path, Network = "lenet5" })).Message);
    }

    [TestMethod]
    [DataRow(QuantizationScheme.Variational)]
    [DataRow(QuantizationScheme.Sampled)]
    public void A_quantized_model_can_be_tested_but_not_quantized_again(QuantizationScheme scheme)
    {
        var options = new QuantizationOptions { Scheme = scheme, MeanRounding = MeanRounding.Nearest, CorrectBiases = false };
        string path = Save(PosteriorQuantizer.Quantize(TinyBenchmark.Posterior(Network.Mlp(100, 100)), new float[ImageSet.PixelCount], options));

        Assert.IsNotNull(ModelFile.Load(new() { ModelFile = path }));
        Assert.Contains("quantized already", Assert.Throws<InvalidDataException>(
            () => ModelFile.Load(new() { ModelFile = path, Quantizations = QuantizationCase.Parse("JQ:4") })).Message);
    }

    private string Save(Posterior posterior)
    {
        string path = Path.Combine(folder, "model.bnn");
        new BayesianModel(posterior).Save(path);
        return path;
    }
}
