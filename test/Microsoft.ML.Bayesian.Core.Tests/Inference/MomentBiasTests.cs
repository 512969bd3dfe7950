using System.Text.Json;
using Microsoft.ML.Bayesian.Tests;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>
/// How far the approximations are from the truth on two trained posteriors: means over 64 images each against the reference's 4,000 weight
/// samples. docs/inference.md shows these figures; a change of a formula that moves them must move both.
/// </summary>
[TestClass]
public sealed class MomentBiasTests
{
    private const int Images = 64, Samples = 2000;

    public TestContext TestContext { get; set; } = null!;

    // The reference's own sampling error in a mean is about 3 % on MNIST, whose epistemic uncertainty comes from a few images, and .5 % on Fashion-MNIST.
    [TestMethod]
    [DataRow(TrainedNetworks.Mlp, InferenceMethod.MomentPropagation, -0.026, -0.019)]
    [DataRow(TrainedNetworks.Mlp, InferenceMethod.CovariancePropagation, -0.066, 0.017)]
    [DataRow(TrainedNetworks.LeNet5, InferenceMethod.MomentPropagation, 0.785, 0.230)]
    [DataRow(TrainedNetworks.LeNet5, InferenceMethod.CovariancePropagation, -0.247, -0.106)]
    public void The_bias_of_the_epistemic_uncertainty_is_what_the_documentation_says(string name, InferenceMethod method, double mnist, double fashion)
    {
        (double Mnist, double Fashion) bias = Bias(name, method);
        Assert.AreEqual(mnist, bias.Mnist, 0.03, "MNIST");
        Assert.AreEqual(fashion, bias.Fashion, 0.01, "Fashion-MNIST");
    }

    [TestMethod]
    [DataRow(InferenceMethod.LocalReparameterization)]
    [DataRow(InferenceMethod.Hybrid)]
    public void Drawn_pre_activations_cost_a_convolutional_network_little(InferenceMethod method) => Assert.AreEqual(0, Bias(TrainedNetworks.LeNet5, method).Fashion, 0.03);

    private (double Mnist, double Fashion) Bias(string name, InferenceMethod method)
    {
        Posterior posterior = TrainedNetworks.Load(name);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", $"predictive_{name}.json")));
        double[] reference = [.. golden.RootElement.GetProperty("epistemic").EnumerateArray().Select(value => value.GetDouble())];
        float[] rows = [.. TrainedNetworks.Inputs("mnist", Images), .. TrainedNetworks.Inputs("fashion-mnist", Images)];
        EnginePredictions ours = EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = method, SampleCount = Samples, Seed = 1 }), rows);
        return (Of("MNIST", 0), Of("Fashion-MNIST", Images));

        double Of(string set, int first)
        {
            double[] expected = reference[first..(first + Images)], actual = [.. ours.Uncertainties.Skip(first).Take(Images).Select(uncertainty => (double)uncertainty.Epistemic)];
            double bias = actual.Average() / expected.Average() - 1, perImage = actual.Zip(expected, (x, y) => Math.Abs(x - y)).Average() / expected.Average();
            TestContext.WriteLine(FormattableString.Invariant($"{name}, {method}, {set}: bias {bias:P1}, per image {perImage:P1}"));
            return bias;
        }
    }
}
