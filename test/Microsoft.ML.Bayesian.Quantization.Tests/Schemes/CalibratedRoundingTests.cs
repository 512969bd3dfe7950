namespace Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

[TestClass]
public sealed class CalibratedRoundingTests
{
    [TestMethod]
    public void Independent_inputs_are_rounded_to_nearest()
    {
        float[] means = [0.3f, -0.6f, 0.9f, 0.1f];
        var quantizer = new UniformQuantizer(0.25f, 4);
        double[] moments = [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0.5];
        var codes = new byte[4];

        new CalibratedRounding(moments, 4, damping: 0).Round(means, quantizer, codes);

        CollectionAssert.AreEqual(means.Select(mean => (byte)quantizer.Encode(mean)).ToArray(), codes);
    }

    [TestMethod]
    public void Two_equal_inputs_make_up_for_each_other()
    {
        // Each mean alone rounds down; together they are one step, and the second makes up for the first.
        var codes = new byte[2];
        var quantizer = new UniformQuantizer(1, 4);

        new CalibratedRounding([1, 1, 1, 1], 2, damping: 1e-6).Round([0.45f, 0.45f], quantizer, codes);

        Assert.AreEqual(1f, quantizer.Decode(codes[0]) + quantizer.Decode(codes[1]));
    }

    [TestMethod]
    public void The_error_on_correlated_inputs_is_smaller_than_that_of_rounding_to_nearest()
    {
        const int Taps = 30;
        var random = new Random(4);
        double[][] inputs = [.. Enumerable.Range(0, 200).Select(_ =>
        {
            double common = SamplePosteriors.Normal(random);
            return Enumerable.Range(0, Taps).Select(_ => common + 0.5 * SamplePosteriors.Normal(random)).ToArray();
        })];
        var moments = new double[Taps * Taps];
        for (int i = 0; i < Taps * Taps; i++)
            moments[i] = inputs.Average(x => x[i / Taps] * x[i % Taps]);
        var quantizer = new UniformQuantizer(0.3f, 4);
        var rounding = new CalibratedRounding(moments, Taps, damping: 0.01);
        double nearest = 0, calibrated = 0;
        for (int row = 0; row < 20; row++)
        {
            float[] means = [.. Enumerable.Range(0, Taps).Select(_ => (float)(0.5 * SamplePosteriors.Normal(random)))];
            var codes = new byte[Taps];
            rounding.Round(means, quantizer, codes);
            nearest += Error(means, [.. means.Select(quantizer.Quantize)]);
            calibrated += Error(means, [.. codes.Select(code => quantizer.Decode(code))]);
        }

        Assert.IsLessThan(0.5 * nearest, calibrated);

        double Error(float[] means, float[] rounded) => inputs.Average(x => Math.Pow(x.Zip(means, rounded).Sum(z => z.First * (z.Second - z.Third)), 2));
    }
}
