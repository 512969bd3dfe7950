using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>All 65,536 draws: nothing here is left to chance.</summary>
[TestClass]
public sealed class FixedNormalTests
{
    [TestMethod]
    public void Draws_are_normal_up_to_the_sixth_moment()
    {
        double[] draws = [.. Enumerable.Range(0, 1 << 16).Select(bits => FixedNormal.Draw((ushort)bits) / FixedNormal.StandardDeviation)];
        Assert.AreEqual(0, draws.Sum(), 1e-6);
        Assert.AreEqual(1, draws.Average(z => z * z), 1e-12);
        Assert.AreEqual(3, draws.Average(z => Math.Pow(z, 4)), 0.003);
        Assert.AreEqual(15, draws.Average(z => Math.Pow(z, 6)), 0.2);
    }

    [TestMethod]
    public void No_quantile_is_off_by_more_than_a_thousandth_of_probability()
    {
        double[] draws = [.. Enumerable.Range(0, 1 << 16).Select(bits => FixedNormal.Draw((ushort)bits) / FixedNormal.StandardDeviation).Order()];
        double largest = Enumerable.Range(0, draws.Length).Max(i => Math.Abs(Distribution(draws[i]) - (i + 0.5) / draws.Length));
        Assert.IsLessThan(0.001, largest);
    }

    [TestMethod]
    [TestCategory(QuantizedVectorWidthTests.Category)]
    public void Thirty_two_draws_at_once_are_the_same_draws()
    {
        for (int start = 0; Avx512Vbmi.IsSupported && start < 1 << 16; start += 32)
        {
            Vector512<short> vector = FixedNormal.Draw(Vector512.Create((ushort)start) + Vector512<ushort>.Indices);
            for (int lane = 0; lane < 32; lane++)
                Assert.AreEqual(FixedNormal.Draw((ushort)(start + lane)), vector[lane]);
        }
    }

    /// <summary>Simpson's rule on the density from 0.</summary>
    private static double Distribution(double z)
    {
        int steps = 2 * (int)Math.Ceiling(Math.Abs(z) / 0.02) + 2;
        double width = z / steps, sum = 0;
        for (int i = 0; i <= steps; i++)
            sum += (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * i * width * i * width);
        return 0.5 + sum * width / 3 / Math.Sqrt(2 * Math.PI);
    }
}
