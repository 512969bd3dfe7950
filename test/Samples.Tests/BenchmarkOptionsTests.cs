using Microsoft.ML.Bayesian;

namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class BenchmarkOptionsTests
{
    [TestMethod]
    public void Options_are_read()
    {
        BenchmarkOptions options = BenchmarkOptions.Parse(
            ["--network", "lenet5", "--seed", "7", "--learning-rate", "1e-3", "--kl-weight", "0", "--estimator", "Flipout", "--json", "r.json"]);
        BenchmarkOptions recipe = BenchmarkOptions.Parse(["--network", "lenet5"]);
        Assert.AreEqual(recipe with { Seed = 7, LearningRate = 1e-3, KlWeight = 0, GradientEstimator = GradientEstimator.Flipout, JsonFile = "r.json" }, options);
    }

    [TestMethod]
    public void Each_network_has_a_recipe_of_its_own_and_options_before_it_still_count()
    {
        Assert.AreEqual(new BenchmarkOptions(), BenchmarkOptions.Parse(["--network", "mlp"]));
        Assert.AreNotEqual(new BenchmarkOptions { Network = "lenet5" }, BenchmarkOptions.Parse(["--network", "lenet5"]));
        Assert.AreEqual(64, BenchmarkOptions.Parse(["--batch-size", "64", "--network", "lenet5"]).BatchSize);
    }

    [TestMethod]
    [DataRow("There is no option 'mlp'", "mlp")]
    [DataRow("There is no option '--epoch'", "--epoch", "3")]
    [DataRow("--json needs a value (FILE)", "--json")]
    [DataRow("--data needs a value (DIR)", "--data", "--seed", "3")]
    [DataRow("--seed is given twice", "--seed", "1", "--seed", "1")]
    [DataRow("--epochs must be a whole number of at least 1, but is '0'", "--epochs", "0")]
    [DataRow("--epochs must be a whole number of at least 1, but is '1.5'", "--epochs", "1.5")]
    [DataRow("--learning-rate must be a number greater than 0, but is 'NaN'", "--learning-rate", "NaN")]
    [DataRow("--kl-weight must be a number of at least 0, but is '-1'", "--kl-weight", "-1")]
    [DataRow("--network must be one of mlp, lenet5, but is 'vgg'", "--network", "vgg")]
    [DataRow("--pixel-scaling must be one of uncentred, standardized, but is 'none'", "--pixel-scaling", "none")]
    [DataRow("--model must be a file whose name ends with .bnn or .safetensors, but is 'model.zip'", "--model", "model.zip")]
    [DataRow("--save keeps a model that was trained, but --model loads one", "--model", "a.bnn", "--save", "b.bnn")]
    [DataRow("--quantize must be all, or a list of SCHEME:BITS", "--quantize", "JQ")]
    [DataRow("but is 'JQ:4,QJ:4'", "--quantize", "JQ:4,QJ:4")]
    [DataRow("--quantize-samples must be a whole number of at least 2, but is '1'", "--quantize", "JQ:4", "--quantize-samples", "1")]
    [DataRow("how the network of a .safetensors file was trained is not known", "--model", "m.safetensors", "--quantize", "JQ:4:aware")]
    [DataRow("--quantize-samples needs --quantize", "--quantize-samples", "10")]
    public void A_command_line_that_cannot_be_understood_is_refused_with_the_reason(string expectedMessage, params string[] arguments) =>
        Assert.Contains(expectedMessage, Assert.Throws<ArgumentException>(() => BenchmarkOptions.Parse(arguments)).Message);

    [TestMethod]
    public void A_foreign_model_can_be_quantized()
    {
        BenchmarkOptions options = BenchmarkOptions.Parse(["--model", "m.safetensors", "--pixel-scaling", "standardized", "--quantize", "JQ:4,VPQ:5+3", "--quantize-samples", "50"]);

        Assert.AreEqual(PixelScaling.Standardized, options.PixelScaling);
        Assert.AreSequenceEqual(["JQ 4", "VPQ 5+3"], options.Quantizations.Select(way => $"{way.Scheme} {way.Bits}"));
        Assert.AreEqual(50, options.QuantizeSamples);
    }

    [TestMethod]
    public void Help_is_understood_anywhere() => Assert.IsTrue(BenchmarkOptions.Parse(["--seed", "1", "--help"]).Help);
}
