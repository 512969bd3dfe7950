using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class LearntPriorTests
{
    [TestMethod]
    public void The_divergence_agrees_with_reference_values_at_priors_of_any_mean()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assets", "kl_gaussian.json")));
        int shifted = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            Tensor mean = Numbers(item, "mean"), deviation = Numbers(item, "standard_deviation");
            double priorMean = item.GetProperty("prior_mean").GetDouble(), expected = item.GetProperty("kl_nats").GetDouble();
            var prior = new LearntPrior(full_like(mean, priorMean), full_like(mean, item.GetProperty("prior_standard_deviation").GetDouble()));
            Assert.AreEqual(expected, prior.Divergence(mean, deviation), 1e-9 * Math.Max(1, expected));
            shifted += priorMean != 0 ? 1 : 0;
        }

        Assert.IsGreaterThan(0, shifted);
    }

    [TestMethod]
    public void The_gradient_in_closed_form_is_that_of_the_divergence()
    {
        using var scope = NewDisposeScope();
        Tensor mean = linspace(-2, 2, 9, ScalarType.Float64).requires_grad_(), deviation = linspace(0.01, 3, 9, ScalarType.Float64).requires_grad_();
        Tensor priorMean = linspace(1, -1.5, 9, ScalarType.Float64), priorDeviation = linspace(0.02, 2, 9, ScalarType.Float64).flip(0);
        Tensor divergence = (log(priorDeviation / deviation) + (deviation.square() + (mean - priorMean).square()) / (2 * priorDeviation.square()) - 0.5).sum();
        IList<Tensor> expected = autograd.grad([divergence * 0.3], [mean, deviation]);
        var prior = new LearntPrior(priorMean, priorDeviation);
        Assert.AreEqual(divergence.item<double>(), prior.Divergence(mean.detach(), deviation.detach()), 1e-9 * divergence.item<double>());
        Tensor meanGradient = ones_like(priorMean), deviationGradient = ones_like(priorMean);
        prior.AddGradient(meanGradient, deviationGradient, mean.detach(), deviation.detach(), 0.3);
        Assert.IsTrue(meanGradient.allclose(expected[0] + 1, 1e-10, 1e-12));
        Assert.IsTrue(deviationGradient.allclose(expected[1] + 1, 1e-10, 1e-12));
    }

    [TestMethod]
    public void With_equal_numbers_everywhere_it_is_the_prior_of_mean_0()
    {
        using var scope = NewDisposeScope();
        Tensor mean = linspace(-2, 2, 9, ScalarType.Float64), deviation = linspace(0.01, 3, 9, ScalarType.Float64);
        var learnt = new LearntPrior(zeros_like(mean), full_like(mean, 0.7));
        var plain = new ZeroMeanPrior(0.7);
        Assert.AreEqual(plain.Divergence(mean, deviation), learnt.Divergence(mean, deviation), 1e-9);
        Tensor[] gradients = [.. Enumerable.Range(0, 4).Select(_ => zeros_like(mean))];
        plain.AddGradient(gradients[0], gradients[1], mean, deviation, 2);
        learnt.AddGradient(gradients[2], gradients[3], mean, deviation, 2);
        Assert.IsTrue(gradients[0].allclose(gradients[2], 1e-10, 1e-12));
        Assert.IsTrue(gradients[1].allclose(gradients[3], 1e-10, 1e-12));
    }

    [TestMethod]
    public void Where_training_starts_the_divergence_is_exactly_0()
    {
        Posterior posterior = SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(60)), new() { HiddenUnits = [8], Epochs = 3, BatchSize = 8 })).Posterior;
        using var scope = NewDisposeScope();
        using var parameters = new VariationalParameters(posterior.Network, CPU);
        parameters.Initialize(posterior);
        LearntPrior prior = LearntPrior.Of(posterior, posterior.Network, CPU);
        Assert.AreEqual(0.0, prior.Divergence(parameters.Mean, parameters.StandardDeviation()));
        Assert.Contains("other shapes", Assert.Throws<ArgumentException>(() => LearntPrior.Of(posterior, Network.Mlp(9).Resolve(2, 3), CPU)).Message);
    }

    private static Tensor Numbers(JsonElement item, string name) => tensor(Flatten(item.GetProperty(name)).ToArray());

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];
}
