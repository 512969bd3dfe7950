using CsCheck;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Quantizers;

[TestClass]
public sealed class LogarithmicQuantizerTests : QuantizerContract
{
    protected override Gen<float> Number => Gen.Float[0.01f, 2];

    protected override Quantizer Fit(float[] values, int bits) => LogarithmicQuantizer.Fit(values, bits);

    // Half a step of the logarithm is an error of at most σ·(√r − 1).
    protected override double HalfStepAt(Quantizer quantizer, float value) =>
        value * (Math.Sqrt(((LogarithmicQuantizer)quantizer).Ratio) - 1) + value * 1e-3;

    [TestMethod]
    public void Nothing_becomes_zero() => Gen.Select(Number.Array[1, 60], Gen.Int[2, 8]).Sample((values, bits) =>
    {
        Quantizer quantizer = Fit(values, bits);
        for (int code = 0; code < quantizer.LevelCount; code++)
            Assert.IsGreaterThan(0, quantizer.Decode(code));
        Assert.IsGreaterThan(0, quantizer.Quantize(0));
    }, iter: 300);

    [TestMethod]
    public void All_codes_are_used()
    {
        float[] values = [.. Enumerable.Range(1, 2000).Select(i => MathF.Exp(-4 + i / 500f))];
        LogarithmicQuantizer quantizer = LogarithmicQuantizer.Fit(values, 4);
        CollectionAssert.AreEqual(Enumerable.Range(0, 16).ToArray(), values.Select(quantizer.Encode).Distinct().Order().ToArray());
    }

    [TestMethod]
    public void The_range_ends_at_the_first_and_last_percentile()
    {
        float[] values = [.. Enumerable.Range(1, 1000).Select(i => (float)i)];
        LogarithmicQuantizer quantizer = LogarithmicQuantizer.Fit(values, 4);
        Assert.AreEqual(10f, quantizer.Lowest);
        Assert.AreEqual(990f, quantizer.Decode(15), 0.01f);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.PositiveInfinity)]
    public void A_deviation_that_is_not_positive_and_finite_is_refused(float bad) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => LogarithmicQuantizer.Fit([1, bad], 4)).Message, "Value 1 is");

    [TestMethod]
    public void A_negative_number_has_no_code() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LogarithmicQuantizer.Fit([1, 2], 4).Encode(-1));

    [TestMethod]
    public void Levels_that_would_be_infinite_are_refused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LogarithmicQuantizer(1, 10, 8));
}
