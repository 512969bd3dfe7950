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
    private const int Images = 64;

    // The reference's own sampling error in the mean epistemic uncertainty is about a tenth of this.
    private const double Tolerance = 0.04;

    [TestMethod]
    [DataRow("mlp-784-100-100-10", InferenceMethod.MomentPropagation, 0.0, 0.0)]
    [DataRow("mlp-784-100-100-10", InferenceMethod.CovariancePropagation, 0.0, 0.0)]
    [DataRow("lenet5-dirty-mnist", InferenceMethod.LocalReparameterization, 0.0, 0.0)]
    [DataRow("lenet5-dirty-mnist", InferenceMethod.Hybrid, 0.0, 0.0)]
    [DataRow("lenet5-dirty-mnist", InferenceMethod.MomentPropagation, 0.0, 0.0)]
    [DataRow("lenet5-dirty-mnist", InferenceMethod.CovariancePropagation, 0.0, 0.0)]
    public void The_bias_of_the_epistemic_uncertainty_is_what_the_documentation_says(string name, InferenceMethod method, double mnist, double fashion)
    {
        Posterior posterior = Posterior.FromSafetensors(TestData.Require($"posteriors/{name}.safetensors"), name[0] == 'm' ? Network.Mlp(100, 100) : Network.LeNet5());
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", $"predictive_{name}.json")));
        double[] reference = [.. golden.RootElement.GetProperty("epistemic").EnumerateArray().Select(value => value.GetDouble())];
        float[] rows = [.. new[] { "mnist", "fashion-mnist" }
            .SelectMany(set => IdxFile.ReadImages(TestData.Require($"{set}/t10k-images-idx3-ubyte.gz"), Images))
            .Select(pixel => (float)((pixel / 255.0 - 0.1307) / 0.3081))];
        EnginePredictions ours = EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = method, SampleCount = 2000, Seed = 1 }), rows);

        Assert.AreEqual(mnist, Bias(0), Tolerance, "MNIST");
        Assert.AreEqual(fashion, Bias(Images), Tolerance, "Fashion-MNIST");

        double Bias(int first) => ours.Uncertainties.Skip(first).Take(Images).Average(uncertainty => (double)uncertainty.Epistemic) / reference.Skip(first).Take(Images).Average() - 1;
    }
}
