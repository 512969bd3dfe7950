namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>
/// The distribution of the draws, on fixed seeds. For another choice of seeds each test fails by chance with a probability of at most
/// 10⁻⁶: every statistic is compared with 6 of its standard deviations (2·10⁻⁹ each).
/// </summary>
[TestClass]
public sealed class GaussianDrawsStatistics
{
    private const int Count = 1 << 20;
    private const double Deviations = 6;

    [TestMethod]
    public void Moments_are_those_of_the_standard_normal_distribution()
    {
        double[] draws = Draws(seed: 1);
        double Moment(int power) => draws.Average(z => Math.Pow(z, power));
        // The variance of the mean of zᵏ is (E z²ᵏ − (E zᵏ)²)/n.
        Assert.AreEqual(0, Moment(1), Deviations * Math.Sqrt(1.0 / Count));
        Assert.AreEqual(1, Moment(2), Deviations * Math.Sqrt(2.0 / Count));
        Assert.AreEqual(0, Moment(3), Deviations * Math.Sqrt(15.0 / Count));
        Assert.AreEqual(3, Moment(4), Deviations * Math.Sqrt(96.0 / Count));
        Assert.AreEqual(15, Moment(6), Deviations * Math.Sqrt((10395.0 - 225) / Count));
    }

    /// <summary>Kolmogorov: P(√n·D &gt; t) tends to at most 2·exp(−2t²), which is 10⁻⁶ at t = 2.694.</summary>
    [TestMethod]
    public void Cumulative_frequencies_pass_the_test_of_Kolmogorov_and_Smirnov()
    {
        double[] draws = Draws(seed: 2);
        Array.Sort(draws);
        double distance = 0;
        for (int i = 0; i < draws.Length; i++)
        {
            double probability = NormalDistribution(draws[i]);
            distance = Math.Max(distance, Math.Max(probability - (double)i / Count, (i + 1.0) / Count - probability));
        }

        Assert.IsLessThan(2.694, Math.Sqrt(Count) * distance);
    }

    [TestMethod]
    public void Tails_hold_as_many_draws_as_they_should()
    {
        double[] draws = Draws(seed: 3);
        foreach (double limit in new[] { 2.0, 3.0, 4.0 })
        {
            double expected = 2 * NormalDistribution(-limit);
            Assert.AreEqual(expected, draws.Count(z => Math.Abs(z) > limit) / (double)Count, Deviations * Math.Sqrt(expected / Count));
        }
    }

    [TestMethod]
    public void Draws_of_other_seeds_streams_and_samples_are_uncorrelated()
    {
        double[] reference = Draws(seed: 4, stream: 1, sample: 1);
        double[][] others = [Draws(5, 1, 1), Draws(4 | 1UL << 32, 1, 1), Draws(4, 2, 1), Draws(4, 1, 2), Draws(4, 0, 1), Draws(4, 1, 0)];
        foreach (double[] other in others)
        {
            Assert.AreEqual(0, Covariance(reference, other), Deviations / Math.Sqrt(Count));
            Assert.AreEqual(0, Covariance(Squares(reference), Squares(other)), Deviations * 2 / Math.Sqrt(Count));
        }
    }

    [TestMethod]
    public void Neighbours_within_a_sample_are_uncorrelated()
    {
        double[] draws = Draws(seed: 6);
        // 16, 32 and 48 join the draws of one counter: Box–Muller's sine and cosine, whose radius is the same.
        foreach (int lag in new[] { 1, 2, 15, 16, 17, 32, 48, 64, 100, 1000 })
        {
            double[] first = draws[..^lag], second = draws[lag..];
            Assert.AreEqual(0, Covariance(first, second), Deviations / Math.Sqrt(first.Length), $"Lag {lag}.");
            Assert.AreEqual(0, Covariance(Squares(first), Squares(second)), Deviations * 2 / Math.Sqrt(first.Length), $"Squares, lag {lag}.");
        }
    }

    private static double[] Draws(ulong seed, int stream = 0, int sample = 0) => [.. GaussianDrawsTests.Standard(seed, stream, sample, Count).Select(draw => (double)draw)];

    // Of variables whose means are known: 0, or 1 for squares that were shifted by it.
    private static double Covariance(double[] first, double[] second) => first.Zip(second, (a, b) => a * b).Average();

    private static double[] Squares(double[] draws) => [.. draws.Select(z => z * z - 1)];

    /// <summary>Φ by the continued fraction of its tail beyond 3, by its power series within.</summary>
    private static double NormalDistribution(double z)
    {
        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (Math.Abs(z) > 3)
        {
            double x = Math.Abs(z), fraction = x;
            for (int k = 60; k >= 1; k--)
                fraction = x + k / fraction;
            return z < 0 ? density / fraction : 1 - density / fraction;
        }

        double term = z, sum = z;
        for (int k = 1; k < 60; k++)
            sum += term *= z * z / (2 * k + 1);
        return 0.5 + density * sum;
    }
}
