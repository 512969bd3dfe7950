using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>The library's own elementary functions against those of the runtime in double precision.</summary>
[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class VectorMathTests
{
    private const int Steps = 20_000;

    [TestMethod]
    public void The_exponential_is_exact_to_a_few_units_in_the_last_place() =>
        Compare(x => VectorMath.ExpOfNonPositive(x), Math.Exp, -87, 0, relative: 3e-7, absolute: 0);

    [TestMethod]
    public void The_exponential_of_very_little_is_nothing_and_of_no_number_none()
    {
        Assert.AreEqual(0f, VectorMath.ExpOfNonPositive(Vector512.Create(-87.01f))[3]);
        Assert.AreEqual(0f, VectorMath.ExpOfNonPositive(Vector512.Create(float.MinValue))[3]);
        Assert.AreEqual(0f, VectorMath.ExpOfNonPositive(Vector512.Create(float.NegativeInfinity))[3]);
        Assert.AreEqual(1f, VectorMath.ExpOfNonPositive(Vector512.Create(0f))[3]);
        Assert.IsTrue(float.IsNaN(VectorMath.ExpOfNonPositive(Vector512.Create(float.NaN))[3]));
    }

    [TestMethod]
    public void The_logarithm_is_exact_to_a_few_units_in_the_last_place()
    {
        Compare(x => VectorMath.Log(x), Math.Log, 1f / (1 << 24), 1, relative: 3e-7, absolute: 1e-7);
        Compare(x => VectorMath.Log(x), Math.Log, 1, 5000, relative: 3e-7, absolute: 1e-7);
        Assert.AreEqual(0f, VectorMath.Log(Vector512<float>.One)[0]);
    }

    [TestMethod]
    public void The_logarithm_in_double_precision_is_exact_to_a_few_units_in_the_last_place()
    {
        for (int step = 0; step <= Steps; step++)
        {
            double x = Math.Exp(-5 + 20.0 * step / Steps);
            Assert.AreEqual(Math.Log(x), VectorMath.Log(Vector512.Create(x))[step % 8], 1e-15 * Math.Max(1, Math.Abs(Math.Log(x))), $"at {x}");
        }
    }

    [TestMethod]
    public void Sine_and_cosine_are_exact_to_a_few_units_in_the_last_place()
    {
        Compare(x => VectorMath.SinCosPi(x).Sine, x => Math.Sin(Math.PI * x), -1, 1, relative: 0, absolute: 3e-7);
        Compare(x => VectorMath.SinCosPi(x).Cosine, x => Math.Cos(Math.PI * x), -1, 1, relative: 0, absolute: 3e-7);
    }

    private static void Compare(Func<Vector512<float>, Vector512<float>> vector, Func<double, double> plain, float least, float most, double relative, double absolute)
    {
        for (int step = 0; step <= Steps; step++)
        {
            float x = least + (most - least) * step / Steps;
            double expected = plain(x);
            float actual = vector(Vector512.Create(x))[step % 16];
            Assert.AreEqual(expected, actual, relative * Math.Abs(expected) + absolute, $"at {x}");
        }
    }
}
