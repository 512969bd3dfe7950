using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class NormalMathTests
{
    [TestMethod]
    public void Density_tail_and_excess_are_those_of_the_normal_distribution()
    {
        for (int step = 0; step <= 10_000; step++)
        {
            float u = step * 0.001f;
            (Vector512<float> density, Vector512<float> tail) = NormalMath.DensityAndTail(Vector512.Create(u));
            (Vector512<float> excess, Vector512<float> sameTail, Vector512<float> product) = NormalMath.Excess(Vector512.Create(u));
            double plain = PlainNormal.Density(u) - u * PlainNormal.Tail(u);
            Assert.AreEqual(PlainNormal.Density(u), density[step % 16], 1e-7, $"at {u}");
            Assert.AreEqual(PlainNormal.Tail(u), tail[step % 16], 3e-7, $"at {u}");
            Assert.AreEqual(tail, sameTail);
            Assert.AreEqual(plain, excess[step % 16], 3e-7, $"at {u}");
            Assert.AreEqual(plain * (u + plain), product[step % 16], 1e-6, $"at {u}");
        }
    }

    [TestMethod]
    public void Nothing_overflows_far_out_and_no_number_stays_none()
    {
        foreach (float far in new[] { 20f, 1e10f, float.PositiveInfinity })
        {
            (Vector512<float> excess, Vector512<float> tail, Vector512<float> product) = NormalMath.Excess(Vector512.Create(far));
            Assert.AreEqual((0f, 0f, 0f), (excess[0], tail[0], product[0]));
        }

        Assert.IsTrue(float.IsNaN(NormalMath.Excess(Vector512.Create(float.NaN)).Excess[5]));
        Assert.IsTrue(float.IsNaN(NormalMath.Deviation(Vector512.Create(float.NaN))[5]));
        Assert.IsGreaterThan(0, NormalMath.Deviation(Vector512<float>.Zero)[5]);
    }
}
