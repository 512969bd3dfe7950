using CsCheck;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Quantizers;

[TestClass]
public sealed class UniformLeastSquaresTests : QuantizerContract
{
    protected override Gen<float> Number => Gen.Float[-3, 3];

    protected override Quantizer Fit(float[] values, int bits) => UniformQuantizer.Fit(values, bits);

    protected override double HalfStepAt(Quantizer quantizer, float value) => ((UniformQuantizer)quantizer).Step / 2.0;

    [TestMethod]
    public void Zero_is_exact_at_every_number_of_bits()
    {
        for (int bits = 2; bits <= 8; bits++)
            Assert.AreEqual(0f, Fit([-0.31f, 0.17f, 2.9f], bits).Quantize(0));
    }

    [TestMethod]
    public void All_zeros_are_exact() => Assert.AreEqual(0f, Fit([0, 0, 0], 4).Quantize(0));

    [TestMethod]
    public void Levels_are_symmetric()
    {
        Quantizer quantizer = Fit([-1, 0.5f], 4);
        Assert.AreEqual(15, quantizer.LevelCount);
        for (int code = 0; code < 15; code++)
            Assert.AreEqual(-quantizer.Decode(14 - code), quantizer.Decode(code));
    }

    [TestMethod]
    public void A_half_is_rounded_to_even()
    {
        var quantizer = new UniformQuantizer(step: 2, bits: 4);
        Assert.AreEqual((0f, 4f, 4f, -4f), (quantizer.Quantize(1), quantizer.Quantize(3), quantizer.Quantize(5), quantizer.Quantize(-3)));
    }

    [TestMethod]
    public void Least_squares_clips_a_lone_outlier_where_min_max_does_not()
    {
        // 1,000 numbers spread evenly over [−1, 1], and one at 3.
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => -1 + i / 499.5f), 3];
        Assert.AreEqual(3f / 7, UniformQuantizer.Fit(values, 4, RangeRule.MinMax).Step);
        Assert.IsLessThan(2f / 7, UniformQuantizer.Fit(values, 4).Step);
        Assert.AreEqual(1f / 7, UniformQuantizer.Fit(values, 4, RangeRule.Percentile).Step, 1e-3f);
    }

    [TestMethod]
    public void Least_squares_is_never_worse_than_min_max() => Gen.Select(Number.Array[1, 60], Gen.Int[2, 8]).Sample((values, bits) =>
    {
        double Error(RangeRule rule)
        {
            UniformQuantizer quantizer = UniformQuantizer.Fit(values, bits, rule);
            return values.Sum(value => Math.Pow((double)value - quantizer.Quantize(value), 2));
        }

        Assert.IsLessThanOrEqualTo(Error(RangeRule.MinMax), Error(RangeRule.LeastSquaredError));
    }, iter: 300);

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void A_bad_step_is_refused(float step) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new UniformQuantizer(step, 4));
}

[TestClass]
public sealed class UniformMinMaxTests : QuantizerContract
{
    protected override Gen<float> Number => Gen.Float[-3, 3];

    protected override Quantizer Fit(float[] values, int bits) => UniformQuantizer.Fit(values, bits, RangeRule.MinMax);

    protected override double HalfStepAt(Quantizer quantizer, float value) => ((UniformQuantizer)quantizer).Step / 2.0;
}

[TestClass]
public sealed class UniformPercentileTests : QuantizerContract
{
    protected override Gen<float> Number => Gen.Float[-3, 3];

    protected override Quantizer Fit(float[] values, int bits) => UniformQuantizer.Fit(values, bits, RangeRule.Percentile);

    protected override double HalfStepAt(Quantizer quantizer, float value) => ((UniformQuantizer)quantizer).Step / 2.0;
}
