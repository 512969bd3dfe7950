namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>
/// Draws on a grid against what they promise. 2¹⁸ draws per case with a fixed seed; bounds of 5 standard errors of the mean and of 3 % of the
/// variance (11 standard errors of a normal variance) give a false alarm less than once in 10,000 runs with new seeds.
/// </summary>
[TestClass]
public sealed class LatticeDrawTests
{
    private const int Groups = 1 << 12;

    private static readonly float[] Steps = [0.02f, 0.3f, 1, 7];
    private static readonly float[] Spreads = [0.3f, 0.55f, 0.8f, 0.95f, 1.05f, 1.5f, 3, 10];

    [TestMethod]
    public void Matched_draws_have_the_mean_and_the_variance_of_the_weight_wherever_the_grid_allows()
    {
        foreach (float step in Steps)
        {
            foreach (float mean in new[] { 0, -3, 0.25f, 0.5f, 6.875f })
            {
                foreach (float deviation in Spreads)
                {
                    float fraction = Math.Abs(mean - MathF.Round(mean));
                    if (deviation * deviation < fraction * (1 - fraction))
                        continue;
                    (double drawnMean, double drawnVariance) = Moments(DrawRule.Matched, mean * step, deviation * step, step);
                    Assert.AreEqual(mean * step, drawnMean, 5 * deviation * step / 512, $"mean {mean}, deviation {deviation}, step {step}");
                    Assert.AreEqual(1, Math.Sqrt(drawnVariance) / (deviation * step), 0.015, $"mean {mean}, deviation {deviation}, step {step}");
                }
            }
        }
    }

    [TestMethod]
    public void Where_the_grid_does_not_allow_it_matched_draws_keep_the_mean_at_the_least_variance()
    {
        (double mean, double variance) = Moments(DrawRule.Matched, 0.25f, 0.01f, 1);
        Assert.AreEqual(0.25, mean, 0.002);
        Assert.AreEqual(0.25 * 0.75, variance, 0.002);
    }

    [TestMethod]
    public void Sheppards_correction_keeps_the_variance_of_wide_weights()
    {
        foreach (float deviation in new[] { 0.6f, 1, 3, 10 })
        {
            // Averaged over where the mean lies between two grid points.
            double variance = Enumerable.Range(0, 8).Average(i => Moments(DrawRule.SheppardCorrected, i / 8f, deviation, 1, Groups / 8).SecondAbout);
            Assert.AreEqual(1, Math.Sqrt(variance) / deviation, 0.02, $"deviation {deviation}");
        }
    }

    [TestMethod]
    public void Plain_rounding_adds_a_twelfth_of_a_step()
    {
        double variance = Enumerable.Range(0, 8).Average(i => Moments(DrawRule.Nearest, i / 8f, 0.6f, 1, Groups / 8).SecondAbout);
        Assert.AreEqual(0.36 + 1 / 12.0, variance, 0.01);
    }

    [TestMethod]
    public void Draws_end_at_their_reach()
    {
        foreach (DrawRule rule in Enum.GetValues<DrawRule>())
        {
            int[] drawn = [.. Draws(rule, centre: 6, spread: 40, reach: 7, groups: 64)];
            Assert.AreEqual((-7, 7), (drawn.Min(), drawn.Max()));
        }
    }

    [TestMethod]
    public void Every_draw_equals_that_of_the_plain_twin()
    {
        var random = new Random(8);
        var words = new AddressedWords(seed: 5, layer: 2, sample: 1);
        foreach (DrawRule rule in Enum.GetValues<DrawRule>())
        {
            for (int i = 0; i < 6400; i++)
            {
                double centre = i % 3 == 0 ? random.Next(-130, 130) : 20 * random.NextDouble() - 10, spread = Math.Exp(7 * random.NextDouble() - 3);
                int places = LatticeParameters.PlacesFor(i % 2 == 0 ? spread : 60);
                sbyte drawn = new LatticeDraw(rule, places, 127).Draw(LatticeParameters.Of(rule, centre, spread, places), words, i / 64, i % 64);
                (ushort bits, byte more) = PlainDraw.Random(5, 2, 1, i / 64, i % 64);
                Assert.AreEqual(PlainDraw.Draw(rule, centre, spread, places, 127, bits, more), drawn, $"{rule}: {centre} ± {spread}");
            }
        }
    }

    private static (double Mean, double Variance) Moments(DrawRule rule, float mean, float deviation, float step)
    {
        (double first, double second, _) = Moments(rule, mean, deviation, step, Groups);
        return (first, second);
    }

    private static (double Mean, double Variance, double SecondAbout) Moments(DrawRule rule, float mean, float deviation, float step, int groups)
    {
        double sum = 0, squares = 0;
        long count = 0;
        foreach (int code in Draws(rule, mean / step, deviation / step, 127, groups))
        {
            double value = (double)code * step - mean;
            sum += value;
            squares += value * value;
            count++;
        }

        return (mean + sum / count, squares / count - sum / count * (sum / count), squares / count);
    }

    private static IEnumerable<int> Draws(DrawRule rule, float centre, float spread, int reach, int groups)
    {
        int places = LatticeParameters.PlacesFor(spread);
        var draw = new LatticeDraw(rule, places, reach);
        LatticeParameters parameters = LatticeParameters.Of(rule, centre, spread, places);
        var words = new AddressedWords(seed: 5, layer: 0, sample: 1);
        for (int chunk = 0; chunk < groups; chunk++)
        {
            for (int tap = 0; tap < 64; tap++)
                yield return draw.Draw(parameters, words, chunk, tap);
        }
    }
}
