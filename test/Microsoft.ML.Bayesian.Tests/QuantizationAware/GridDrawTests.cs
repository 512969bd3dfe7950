using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class GridDrawTests
{
    private const int Draws = 100_000;

    [TestMethod]
    [DataRow(0.0, 0.3)]
    [DataRow(3.0, 0.9)]
    [DataRow(-2.0, 1.0)]
    [DataRow(0.25, 0.6)]
    [DataRow(-1.5, 2.5)]
    [DataRow(7.0, 12.0)]
    public void Matched_draws_have_the_mean_and_the_variance_of_the_weight(double centre, double spread)
    {
        using var scope = NewDisposeScope();
        (double mean, double variance, bool onGrid) = Moments(DrawRule.Matched, centre, spread, step: 0.25, reach: 127);

        // Six tests of two figures at five standard errors: one false alarm in 100,000 runs. A grid draw's fourth moment is at most that of ±1 steps.
        double fourth = Math.Max(3, 1 / Math.Min(1, spread * spread)) * Math.Pow(spread, 4);
        Assert.AreEqual(centre, mean, 5 * spread / Math.Sqrt(Draws));
        Assert.AreEqual(spread * spread, variance, 5 * Math.Sqrt(fourth / Draws));
        Assert.IsTrue(onGrid);
    }

    [TestMethod]
    [DataRow(DrawRule.Nearest, 0.5)]
    [DataRow(DrawRule.Nearest, 2.0)]
    [DataRow(DrawRule.SheppardCorrected, 0.5)]
    [DataRow(DrawRule.SheppardCorrected, 2.0)]
    public void Rounded_draws_have_the_moments_of_the_rule_that_scoring_draws_by(DrawRule rule, double spread)
    {
        using var scope = NewDisposeScope();
        (double mean, double variance, bool onGrid) = Moments(rule, 0.3, spread, step: 0.5, reach: 7);

        // The rule itself, integrated over the normal distribution in double precision.
        double width = rule == DrawRule.Nearest ? spread : Math.Sqrt(Math.Max(spread * spread - 1.0 / 12, 0.04 * spread * spread));
        double first = 0, second = 0, all = 0;
        for (double z = -8; z <= 8; z += 1e-4)
        {
            double density = Math.Exp(-z * z / 2), level = Math.Clamp(Math.Round(0.3 + width * z), -7, 7);
            (all, first, second) = (all + density, first + density * level, second + density * level * level);
        }

        (first, second) = (first / all, second / all);
        double exact = second - first * first;
        Assert.AreEqual(first, mean, 5 * Math.Sqrt(exact / Draws));
        Assert.AreEqual(exact, variance, 5 * exact * Math.Sqrt(4.0 / Draws));
        Assert.IsTrue(onGrid);
    }

    [TestMethod]
    public void No_draw_goes_beyond_the_reach()
    {
        using var scope = NewDisposeScope();
        using var noise = new Generator(2);
        foreach (DrawRule rule in Enum.GetValues<DrawRule>())
        {
            Tensor draw = GridDraw.Sample(rule, zeros(1000), ones(1000), full(1000, 0.1f), 3, noise).Draw;
            Assert.AreEqual(0.3f, draw.abs().max().item<float>(), 1e-6f);
        }
    }

    private static (double Mean, double Variance, bool OnGrid) Moments(DrawRule rule, double centre, double spread, double step, int reach)
    {
        using var noise = new Generator(1);
        Tensor draw = GridDraw.Sample(rule, full(Draws, (float)(centre * step)), full(Draws, (float)(spread * step)), full(Draws, (float)step), reach, noise).Draw / step;
        Tensor exact = draw.to(ScalarType.Float64);
        return (exact.mean().item<double>(), exact.var(unbiased: false).item<double>(), draw.frac().abs().max().item<float>() == 0);
    }
}
