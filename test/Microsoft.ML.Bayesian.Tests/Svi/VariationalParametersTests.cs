using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class VariationalParametersTests
{
    [TestMethod]
    public void Every_parameter_belongs_to_exactly_one_slice()
    {
        using var scope = NewDisposeScope();
        using var parameters = new VariationalParameters(SviHarness.ConvolutionNetwork, CPU);
        foreach (LayerTensors slice in parameters.Slice(parameters.Mean))
        {
            slice.Weight.add_(1);
            slice.Bias.add_(1);
        }

        Assert.IsTrue(parameters.Mean.eq(1).all().item<bool>());
        Assert.IsTrue(parameters.Raw.eq(0).all().item<bool>());
    }

    [TestMethod]
    public void A_step_of_the_optimizer_moves_every_mean_and_every_raw_deviation()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.DenseNetwork);
        Tensor before = parameters.Values.clone();
        (Tensor rows, Tensor labels) = SviHarness.Batch(SviHarness.DenseNetwork, 4);
        using var optimizer = new AdamOptimizer(parameters.Values);
        optimizer.Step(SviHarness.Differentiate(parameters, GradientEstimator.LocalReparameterization, rows, labels).Gradient, 1e-3);
        Assert.IsTrue(parameters.Values.ne(before).all().item<bool>());
    }

    [TestMethod]
    public void Means_start_with_the_variance_that_keeps_ReLU_layers_level_and_deviations_where_asked()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var parameters = new VariationalParameters(Network.Mlp(200).Resolve(100, 10), CPU);
        parameters.Initialize(0.03, random);
        Posterior posterior = parameters.ToPosterior(new GaussianPrior(1));
        float[] weights = posterior.Layers[0].Weight.Mean.ToArray();
        // 20,000 draws: the standard error of a standard deviation is 0.5 %; 5 of them.
        Assert.AreEqual(1, Math.Sqrt(weights.Average(w => (double)w * w) / (2.0 / 100)), 0.025);
        Assert.IsTrue(posterior.Layers.All(layer => layer.Bias.Mean.ToArray().All(bias => bias == 0)));
        Assert.IsTrue(posterior.Tensors.All(t => t.StandardDeviation.ToArray().All(deviation => Math.Abs(deviation - 0.03) < 1e-6)));
    }

    [TestMethod]
    public void A_posterior_survives_the_way_in_and_out()
    {
        using var scope = NewDisposeScope();
        using var parameters = new VariationalParameters(SviHarness.ConvolutionNetwork, CPU);
        using var random = new Generator(1);
        parameters.Initialize(0.1, random);
        parameters.Raw.add_(randn(parameters.Raw.shape, generator: random));
        Posterior first = parameters.ToPosterior(new GaussianPrior(2));
        using var second = new VariationalParameters(SviHarness.ConvolutionNetwork, CPU);
        second.Initialize(first);
        float[] expected = SviHarness.Flat(first), actual = SviHarness.Flat(second.ToPosterior(new GaussianPrior(2)));
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-6f * Math.Max(1, Math.Abs(expected[i])));
        using var other = new VariationalParameters(SviHarness.DenseNetwork, CPU);
        Assert.ThrowsExactly<ArgumentException>(() => other.Initialize(first));
    }
}
