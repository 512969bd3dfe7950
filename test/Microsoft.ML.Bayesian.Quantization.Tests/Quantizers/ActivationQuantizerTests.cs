using CsCheck;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Quantizers;

[TestClass]
public sealed class UnsignedActivationTests : QuantizerContract
{
    protected override Gen<float> Number => Gen.Float[0, 6];

    protected override Quantizer Fit(float[] values, int bits) => ActivationQuantizer.Fit(values, bits);

    protected override double HalfStepAt(Quantizer quantizer, float value) => ((ActivationQuantizer)quantizer).Step / 2.0;

    [TestMethod]
    public void Code_zero_stands_for_zero_where_nothing_is_negative() => Assert.AreEqual(0, ActivationQuantizer.Fit([0, 1, 5.5f], 8).Zero);

    [TestMethod]
    public void Pixels_are_exact_at_8_bits()
    {
        float[] pixels = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 255f * 3)];
        ActivationQuantizer quantizer = ActivationQuantizer.Fit(pixels, 8);
        foreach (float pixel in pixels)
            Assert.AreEqual(pixel, quantizer.Quantize(pixel), 1e-6f);
    }
}

[TestClass]
public sealed class SignedActivationTests : QuantizerContract
{
    protected override Gen<float> Number => Gen.Float[-1, 2];

    protected override Quantizer Fit(float[] values, int bits) => ActivationQuantizer.Fit(values, bits);

    protected override double HalfStepAt(Quantizer quantizer, float value) => ((ActivationQuantizer)quantizer).Step / 2.0;

    [TestMethod]
    public void Zero_is_exact_whatever_the_range() => Gen.Select(Number.Array[1, 40], Gen.Int[2, 8]).Sample(
        (values, bits) => Assert.AreEqual(0f, Fit(values, bits).Quantize(0)), iter: 300);

    [TestMethod]
    public void All_negative_numbers_are_served()
    {
        ActivationQuantizer quantizer = ActivationQuantizer.Fit([-3, -1.5f, -0.1f], 8, RangeRule.MinMax);
        Assert.AreEqual(-3f, quantizer.Quantize(-3), 1e-6f);
        Assert.AreEqual(0f, quantizer.Quantize(0));
    }

    [TestMethod]
    public void Min_max_clips_nothing() => Gen.Select(Number.Array[1, 40], Gen.Int[2, 8]).Sample((values, bits) =>
    {
        ActivationQuantizer quantizer = ActivationQuantizer.Fit(values, bits, RangeRule.MinMax);
        foreach (float value in values)
            Assert.IsLessThanOrEqualTo(quantizer.Step * 0.50001, Math.Abs((double)value - quantizer.Quantize(value)));
    }, iter: 300);
}
