using CsCheck;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Quantizers;

/// <summary>What every quantizer promises, whatever its levels.</summary>
public abstract class QuantizerContract
{
    protected const float HugeOutlier = 1e30f;

    /// <summary>Fits a quantizer to numbers.</summary>
    protected abstract Quantizer Fit(float[] values, int bits);

    /// <summary>Numbers that the quantizer may be fitted to.</summary>
    protected abstract Gen<float> Number { get; }

    /// <summary>The largest error that a number inside the range may have.</summary>
    protected abstract double HalfStepAt(Quantizer quantizer, float value);

    private Gen<(float[] Values, int Bits)> Cases => Gen.Select(Number.Array[1, 60], Gen.Int[2, 8]);

    [TestMethod]
    public void Levels_stay_as_they_are() => Cases.Sample(sample =>
    {
        Quantizer quantizer = Fit(sample.Values, sample.Bits);
        for (int code = 0; code < quantizer.LevelCount; code++)
            Assert.AreEqual(quantizer.Decode(code), quantizer.Quantize(quantizer.Decode(code)));
    }, iter: 500);

    [TestMethod]
    public void Order_is_kept() => Cases.Sample(sample =>
    {
        Quantizer quantizer = Fit(sample.Values, sample.Bits);
        float[] sorted = [.. sample.Values.Order()];
        for (int i = 1; i < sorted.Length; i++)
            Assert.IsGreaterThanOrEqualTo(quantizer.Quantize(sorted[i - 1]), quantizer.Quantize(sorted[i]));
        for (int code = 1; code < quantizer.LevelCount; code++)
            Assert.IsGreaterThanOrEqualTo(quantizer.Decode(code - 1), quantizer.Decode(code));
    }, iter: 500);

    [TestMethod]
    public void Error_is_at_most_half_a_step_inside_the_range() => Cases.Sample(sample =>
    {
        Quantizer quantizer = Fit(sample.Values, sample.Bits);
        float low = quantizer.Decode(0), high = quantizer.Decode(quantizer.LevelCount - 1);
        foreach (float value in sample.Values.Where(value => value >= low && value <= high))
            Assert.IsLessThanOrEqualTo(HalfStepAt(quantizer, value) * (1 + 1e-4), Math.Abs((double)value - quantizer.Quantize(value)));
    }, iter: 500);

    [TestMethod]
    public void Numbers_beyond_the_range_go_to_its_ends() => Cases.Sample(sample =>
    {
        Quantizer quantizer = Fit(sample.Values, sample.Bits);
        Assert.AreEqual(quantizer.Decode(quantizer.LevelCount - 1), quantizer.Quantize(float.PositiveInfinity));
    }, iter: 100);

    [TestMethod]
    public void Codes_fit_into_their_bits() => Cases.Sample(sample =>
    {
        Quantizer quantizer = Fit(sample.Values, sample.Bits);
        var codes = new byte[sample.Values.Length];
        quantizer.Encode(sample.Values, codes);
        Assert.IsLessThan(1 << sample.Bits, codes.Max());
        Assert.IsLessThanOrEqualTo(1 << sample.Bits, quantizer.LevelCount);
    }, iter: 200);

    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    public void Equal_numbers_are_exact(int bits)
    {
        Quantizer quantizer = Fit([0.3f, 0.3f, 0.3f], bits);
        Assert.AreEqual(0.3, quantizer.Quantize(0.3f), 1e-7);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(8)]
    public void One_number_is_exact(int bits) => Assert.AreEqual(1e-20, Fit([1e-20f], bits).Quantize(1e-20f), 1e-26);

    [TestMethod]
    public void No_numbers_give_a_usable_quantizer() => Assert.IsTrue(float.IsFinite(Fit([], 4).Quantize(0.7f)));

    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    public void A_huge_outlier_leaves_every_level_finite(int bits)
    {
        Quantizer quantizer = Fit([.. Enumerable.Repeat(0.5f, 999), HugeOutlier], bits);
        Assert.IsTrue(float.IsFinite(quantizer.Quantize(0.5f)));
        Assert.IsTrue(float.IsFinite(quantizer.Quantize(HugeOutlier)));
    }

    [TestMethod]
    public void The_smallest_and_the_largest_numbers_leave_every_level_finite()
    {
        foreach (float extreme in new[] { float.Epsilon, float.MaxValue })
        {
            Quantizer quantizer = Fit([extreme, extreme], 8);
            for (int code = 0; code < quantizer.LevelCount; code++)
                Assert.IsTrue(float.IsFinite(quantizer.Decode(code)), $"{extreme}: level {code} is {quantizer.Decode(code)}");
        }
    }

    [TestMethod]
    public void NaN_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Fit([1, 2], 4).Encode(float.NaN));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Fit([1, float.NaN], 4)).Message, "Value 1 is NaN");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(9)]
    [DataRow(32)]
    public void Other_numbers_of_bits_are_refused(int bits) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit([1, 2], bits)).Message, $"2 to 8 bits, but {bits}");
}
