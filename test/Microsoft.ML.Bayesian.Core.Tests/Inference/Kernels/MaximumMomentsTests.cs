using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class MaximumMomentsTests
{
    [TestMethod]
    public void The_maximum_has_the_moments_of_the_reference()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", "max_moments.json")));
        foreach (JsonElement one in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            Check(one.GetProperty("m1").GetSingle(), one.GetProperty("v1").GetSingle(), one.GetProperty("m2").GetSingle(), one.GetProperty("v2").GetSingle(),
                (one.GetProperty("mean").GetDouble(), one.GetProperty("variance").GetDouble()));
        }
    }

    [TestMethod]
    public void The_maximum_has_the_moments_of_the_plain_formulas_in_either_order()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            float m1 = 6 * random.NextSingle() - 3, m2 = 6 * random.NextSingle() - 3;
            float v1 = (float)Math.Exp(-8 * random.NextDouble() + 2), v2 = (float)Math.Exp(-8 * random.NextDouble() + 2);
            Check(m1, v1, m2, v2, PlainNormal.Maximum(m1, v1, m2, v2));
            Check(m2, v2, m1, v1, PlainNormal.Maximum(m1, v1, m2, v2));
        }
    }

    [TestMethod]
    public void Without_variance_there_is_the_maximum_and_no_number_stays_none()
    {
        Assert.AreEqual((2f, 0f), Of(1, 0, 2, 0));
        Assert.AreEqual((2f, 0f), Of(2, 0, 2, 0));
        Assert.AreEqual((1e20f, 0f), Of(1e20f, 0, -1e20f, 0));
        Assert.AreEqual(0, Of(0, 0, 0, 0).Mean, 1e-18);
        Assert.IsTrue(float.IsNaN(Of(float.NaN, float.NaN, 0, 1).Mean));
        Assert.IsTrue(float.IsNaN(Of(0, 1, float.NaN, float.NaN).Mean));
    }

    private static void Check(float m1, float v1, float m2, float v2, (double Mean, double Variance) expected)
    {
        (float mean, float variance) = Of(m1, v1, m2, v2);
        Assert.AreEqual(expected.Mean, mean, 5e-7 * (3 + Math.Sqrt(v1 + v2)), $"{m1}, {v1}; {m2}, {v2}");
        Assert.AreEqual(expected.Variance, variance, 2e-6 * (v1 + v2) + 1e-8, $"{m1}, {v1}; {m2}, {v2}");
    }

    private static (float Mean, float Variance) Of(float m1, float v1, float m2, float v2)
    {
        (Vector512<float> mean, Vector512<float> variance) = MaximumMoments.Of(Vector512.Create(m1), Vector512.Create(v1), Vector512.Create(m2), Vector512.Create(v2));
        return (mean[11], variance[11]);
    }
}
