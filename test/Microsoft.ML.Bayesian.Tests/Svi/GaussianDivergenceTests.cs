using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class GaussianDivergenceTests
{
    [TestMethod]
    public void The_value_agrees_with_reference_values()
    {
        using var scope = NewDisposeScope();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assets", "kl_gaussian.json")));
        int used = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray().Where(item => item.GetProperty("prior_mean").GetDouble() == 0))
        {
            double expected = item.GetProperty("kl_nats").GetDouble();
            double value = GaussianDivergence.Value(Numbers(item, "mean"), Numbers(item, "standard_deviation"), item.GetProperty("prior_standard_deviation").GetDouble()).item<double>();
            Assert.AreEqual(expected, value, 1e-9 * Math.Max(1, expected));
            used++;
        }

        Assert.IsGreaterThan(0, used);
    }

    [TestMethod]
    public void The_gradient_in_closed_form_is_that_of_autograd()
    {
        using var scope = NewDisposeScope();
        Tensor mean = linspace(-2, 2, 9, ScalarType.Float64).requires_grad_(), deviation = linspace(0.01, 3, 9, ScalarType.Float64).requires_grad_();
        IList<Tensor> expected = autograd.grad([GaussianDivergence.Value(mean, deviation, 0.7) * 0.3], [mean, deviation]);
        Tensor meanGradient = zeros_like(mean), deviationGradient = zeros_like(mean);
        GaussianDivergence.AddMeanGradient(meanGradient, mean.detach(), 0.7, 0.3);
        GaussianDivergence.AddDeviationGradient(deviationGradient, deviation.detach(), 0.7, 0.3);
        Assert.IsTrue(meanGradient.allclose(expected[0], 1e-10, 1e-12));
        Assert.IsTrue(deviationGradient.allclose(expected[1], 1e-10, 1e-12));
    }

    [TestMethod]
    public void It_is_summed_over_parameters_and_rises_with_the_magnitude_of_the_means()
    {
        using var scope = NewDisposeScope();
        Tensor mean = linspace(-1, 1, 10, ScalarType.Float64), deviation = full_like(mean, 0.1);
        double once = GaussianDivergence.Value(mean, deviation, 1).item<double>();
        Assert.AreEqual(2 * once, GaussianDivergence.Value(cat([mean, mean]), cat([deviation, deviation]), 1).item<double>(), 1e-9);
        double[] scaled = [.. new[] { 0, 0.5, 1, 2, 10, 100 }.Select(factor => GaussianDivergence.Value(mean * factor, deviation, 1).item<double>())];
        CollectionAssert.AreEqual(scaled.Order().Distinct().ToArray(), scaled);
        Assert.AreEqual(0, GaussianDivergence.Value(zeros_like(mean), ones_like(mean), 1).item<double>(), 1e-12);
    }

    private static Tensor Numbers(JsonElement item, string name) => tensor(Flatten(item.GetProperty(name)).ToArray());

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];
}
