using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class EvidenceLowerBoundTests
{
    public static IEnumerable<object[]> EstimatorsAndNetworks =>
        from estimator in Enum.GetValues<GradientEstimator>() from convolution in new[] { false, true } select new object[] { estimator, convolution };

    [TestMethod]
    [DynamicData(nameof(EstimatorsAndNetworks))]
    public void The_gradient_of_every_mean_and_raw_deviation_is_that_of_finite_differences_under_frozen_noise(GradientEstimator estimator, bool convolution)
    {
        using var scope = NewDisposeScope();
        NetworkArchitecture network = convolution ? SviHarness.ConvolutionNetwork : SviHarness.DenseNetwork;
        using VariationalParameters parameters = SviHarness.Parameters(network);
        (Tensor rows, Tensor labels) = SviHarness.Batch(network, 4);
        double[] gradient = SviHarness.Array(SviHarness.Differentiate(parameters, estimator, rows, labels, draws: 2).Gradient.flatten());
        Tensor flat = parameters.Values.flatten();
        const double Step = 1e-5;
        for (int i = 0; i < gradient.Length; i++)
        {
            using var inner = NewDisposeScope();
            Tensor one = flat.narrow(0, i, 1);
            one.add_(Step);
            double above = SviHarness.Differentiate(parameters, estimator, rows, labels, draws: 2).Loss;
            one.sub_(2 * Step);
            double below = SviHarness.Differentiate(parameters, estimator, rows, labels, draws: 2).Loss;
            one.add_(Step);
            Assert.AreEqual((above - below) / (2 * Step), gradient[i], 1e-7 + 1e-5 * Math.Abs(gradient[i]), $"parameter {i} of {gradient.Length}");
        }
    }

    [TestMethod]
    public void The_weights_of_the_divergence_sum_to_beta_over_an_epoch_with_a_short_last_batch()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.DenseNetwork);
        const int Rows = 11, BatchSize = 4;
        const double Beta = 0.6, Prior = 0.5;
        (Tensor rows, Tensor labels) = SviHarness.Batch(SviHarness.DenseNetwork, Rows);
        Tensor sum = zeros_like(parameters.Values);
        for (int start = 0; start < Rows; start += BatchSize)
        {
            int size = Math.Min(BatchSize, Rows - start);
            Tensor with = Gradient(start, size, Beta), without = Gradient(start, size, 0);
            sum.add_(with - without, alpha: size);
        }

        Tensor mean = parameters.Mean.detach().requires_grad_(), raw = parameters.Raw.detach().requires_grad_();
        Tensor divergence = Beta * GaussianDivergence.Value(mean, raw.softplus(), Prior);
        Tensor expected = stack(autograd.grad([divergence], [mean, raw]).ToArray());
        Assert.IsTrue(sum.allclose(expected, 1e-9, 1e-9));

        Tensor Gradient(int start, int size, double klWeight) => SviHarness.Differentiate(parameters, GradientEstimator.LocalReparameterization,
            rows.narrow(0, start, size), labels.narrow(0, start, size), klWeight: klWeight, datasetSize: Rows, prior: Prior).Gradient;
    }

    [TestMethod]
    public void A_row_of_weight_zero_counts_as_if_it_were_not_there()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.DenseNetwork);
        parameters.Raw.fill_(-35); // Next to no noise, so that the draws of the surplus rows do not matter.
        (Tensor rows, Tensor labels) = SviHarness.Batch(SviHarness.DenseNetwork, 6);
        Tensor weights = tensor(new double[] { 1, 2, 0, 1, 0, 0 }) * (6.0 / 4); // Mean 1, as a row set scales them.
        Tensor repeated = tensor(new long[] { 0, 1, 1, 3 });
        (double weightedLoss, Tensor weighted) = SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows, labels, weights, datasetSize: 4);
        (double plainLoss, Tensor plain) = SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows.index_select(0, repeated), labels.index_select(0, repeated), datasetSize: 4);
        Assert.AreEqual(plainLoss, weightedLoss, 1e-10);
        Assert.IsTrue(weighted.allclose(plain, 1e-9, 1e-12));
    }

    [TestMethod]
    public void The_estimators_agree_in_expectation_on_a_linear_layer()
    {
        // 1,500 draws each; two estimators against the first, 24 gradients each, beyond 5.5 standard errors: a false alarm once in 5e5.
        const int Draws = 1500;
        using var scope = NewDisposeScope();
        NetworkArchitecture network = Network.Mlp().Resolve(3, 3);
        using VariationalParameters parameters = SviHarness.Parameters(network, deviation: 0.5);
        (Tensor rows, Tensor labels) = SviHarness.Batch(network, 5);
        var moments = Enum.GetValues<GradientEstimator>().Select(Moments).ToArray();
        foreach ((double[] mean, double[] variance) in moments.Skip(1))
        {
            for (int i = 0; i < mean.Length; i++)
            {
                double standardError = Math.Sqrt((moments[0].Variance[i] + variance[i]) / Draws);
                Assert.IsLessThan(5.5, Math.Abs(mean[i] - moments[0].Mean[i]) / standardError, $"gradient {i}: {moments[0].Mean[i]} and {mean[i]}");
            }
        }

        (double[] Mean, double[] Variance) Moments(GradientEstimator estimator)
        {
            using var noise = new Generator(17);
            var objective = new EvidenceLowerBound(parameters, new Guide(), VariationalPass.Create(estimator, parameters, new Guide(), noise), new ZeroMeanPrior(1), 100, draws: 1, rowsPerDraw: 64);
            Tensor gradient = zeros_like(parameters.Values), sum = zeros_like(gradient), squares = zeros_like(gradient);
            for (int i = 0; i < Draws; i++)
            {
                using var inner = NewDisposeScope();
                objective.Differentiate(rows, labels, null, 1, gradient);
                sum.add_(gradient);
                squares.addcmul_(gradient, gradient, 1);
            }

            Tensor mean = sum / Draws;
            return (SviHarness.Array(mean.flatten()), SviHarness.Array((squares / Draws - mean.square()).flatten()));
        }
    }

    [TestMethod]
    public void Flipout_signs_take_both_values_and_differ_between_rows()
    {
        using var scope = NewDisposeScope();
        NetworkArchitecture network = Network.Mlp().Resolve(1, 2);
        using var parameters = new VariationalParameters(network, CPU, ScalarType.Float64);
        parameters.Raw.fill_(1);
        using var noise = new Generator(4);
        Tensor? seen = null;
        VariationalPass.Create(GradientEstimator.Flipout, parameters, new Guide(), noise).Differentiate(ones(64, 1, ScalarType.Float64), logits =>
        {
            seen = logits.detach();
            return logits.sum();
        }, parameters.Mean, parameters.StandardDeviation(), zeros_like(parameters.Mean), zeros_like(parameters.Mean), share: 1);
        // weight·s·r + bias·r for signs s, r: up to four values per output, and all four among 64 rows but for one case in 2^25.
        double[] first = SviHarness.Array(seen!.select(1, 0));
        Assert.HasCount(4, first.Select(value => Math.Round(value, 9)).Distinct().ToArray());
    }

    [TestMethod]
    public void More_draws_are_the_mean_of_single_draws()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.DenseNetwork);
        (Tensor rows, Tensor labels) = SviHarness.Batch(SviHarness.DenseNetwork, 4);
        using var noise = new Generator(9);
        var single = new EvidenceLowerBound(parameters, new Guide(), VariationalPass.Create(GradientEstimator.WeightSampling, parameters, new Guide(), noise), new ZeroMeanPrior(1), 10, draws: 1, rowsPerDraw: 64);
        Tensor gradient = zeros_like(parameters.Values), sum = zeros_like(gradient);
        for (int i = 0; i < 3; i++)
        {
            single.Differentiate(rows, labels, null, 1, gradient);
            sum.add_(gradient);
        }

        Tensor together = SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows, labels, klWeight: 1, datasetSize: 10, prior: 1, draws: 3, noiseSeed: 9).Gradient;
        Assert.IsTrue(together.allclose(sum / 3, 1e-9, 1e-12));
    }

    [TestMethod]
    public void Groups_of_rows_with_draws_of_their_own_count_by_their_rows_and_their_weights()
    {
        using var scope = NewDisposeScope();
        // Without noise, groups of 3, 3 and 1 rows must add up to the gradient of all seven.
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.DenseNetwork, deviation: 1e-9);
        (Tensor rows, Tensor labels) = SviHarness.Batch(SviHarness.DenseNetwork, 7);
        Tensor weights = tensor([0.5, 1, 2, 1, 0, 3, 1]);
        (double whole, Tensor gradient) = SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows, labels, weights);
        (double grouped, Tensor groupedGradient) = SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows, labels, weights, rowsPerDraw: 3);
        Assert.AreEqual(whole, grouped, 1e-6 * whole);
        Assert.IsTrue(groupedGradient.select(0, 0).allclose(gradient.select(0, 0), 1e-5, 1e-7));
    }

    [TestMethod]
    public void Groups_of_rows_have_draws_of_their_own()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.DenseNetwork);
        (Tensor rows, Tensor labels) = SviHarness.Batch(SviHarness.DenseNetwork, 8);
        Assert.AreNotEqual(
            SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows, labels).Loss,
            SviHarness.Differentiate(parameters, GradientEstimator.WeightSampling, rows, labels, rowsPerDraw: 4).Loss);
    }
}
