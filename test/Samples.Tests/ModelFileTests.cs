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

    [TestMethod]
    public void A_kept_model_takes_pixels_and_a_loaded_one_what_they_are_scaled_to()
    {
        string path = Path.Combine(folder, "kept.bnn");
        byte[] pixels = [.. Enumerable.Range(0, ImageSet.PixelCount).Select(i => (byte)i)];
        foreach (PixelScaling scaling in PixelScaling.All)
        {
            ModelFile.Save(path, new BayesianModel(TinyBenchmark.Posterior(Network.Mlp(100, 100))), scaling);
            BayesianModel kept = BayesianModel.Load(path), loaded = ModelFile.Load(new() { ModelFile = path, PixelScaling = scaling });
            var inputs = new float[ImageSet.PixelCount];
            scaling.Scale(pixels, inputs);

            BayesianPrediction expected = loaded.Predict(inputs)[0], actual = kept.With(loaded.Inference).Predict([.. pixels.Select(pixel => (float)pixel)])[0];

            for (int i = 0; i < expected.Probabilities.Length; i++)
                Assert.AreEqual(expected.Probabilities[i], actual.Probabilities[i], 1e-4f);
        }
    }

    [TestMethod]
    public void A_model_for_another_scaling_of_pixels_is_refused()
    {
        string path = Path.Combine(folder, "kept.bnn");
        ModelFile.Save(path, new BayesianModel(TinyBenchmark.Posterior(Network.Mlp(100, 100))), PixelScaling.Standardized);

        Assert.Contains("--pixel-scaling uncentred", Assert.Throws<InvalidDataException>(() => ModelFile.Load(new() { ModelFile = path })).Message);
    }

    private string Save(Posterior posterior)
    {
        string path = Path.Combine(folder, "model.bnn");
        new BayesianModel(posterior).Save(path);
        return path;
    }
}
