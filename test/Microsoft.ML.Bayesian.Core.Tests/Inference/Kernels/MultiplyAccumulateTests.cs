namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class MultiplyAccumulateTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    private static readonly int[] Sizes = [0, 1, 2, 3, 15, 16, 17, 33, 100, 130];

    [TestMethod]
    public void Rows_and_single_rows_are_the_plain_sum_and_the_same_bits()
    {
        var random = new Random(1);
        foreach (int inputs in Sizes)
        {
            foreach (int outputs in Sizes)
            {
                int stride = WeightLayout.RoundUp(outputs, MultiplyAccumulate.OutputBlock);
                AlignedBuffer input = Filled(random, inputs * Lanes), weights = Filled(random, (inputs + 1) * stride);
                // Every other tap skips a weight row and the taps run backwards through the features, as a padded convolution may.
                int[] features = [.. Enumerable.Range(0, inputs).Where(i => i % 3 != 1).Reverse()];
                int[] rows = [.. features.Select(feature => inputs - 1 - feature)];
                Check(input, features, rows, weights, stride, biasRow: inputs);
            }
        }
    }

    [TestMethod]
    public void Outputs_may_lie_apart()
    {
        const int Apart = 3 * Lanes;
        var random = new Random(2);
        AlignedBuffer input = Filled(random, 5 * Lanes), weights = Filled(random, 6 * 16), together = new(16 * Lanes), apart = new(16 * Apart);
        int[] taps = [0, 1, 2, 3, 4];
        MultiplyAccumulate.Rows(input.Pointer, taps, taps, weights.Pointer, 16, 5, together.Pointer, Lanes);
        MultiplyAccumulate.Rows(input.Pointer, taps, taps, weights.Pointer, 16, 5, apart.Pointer, Apart);
        for (int output = 0; output < 16; output++)
        {
            CollectionAssert.AreEqual(together.Span.Slice(output * Lanes, Lanes).ToArray(), apart.Span.Slice(output * Apart, Lanes).ToArray());
            Assert.AreEqual(-1, apart.Span.Slice(output * Apart + Lanes, Apart - Lanes).IndexOfAnyExcept(0f));
        }
    }

    private static void Check(AlignedBuffer input, int[] features, int[] weightRows, AlignedBuffer weights, int stride, int biasRow)
    {
        AlignedBuffer rows = new(stride * Lanes), single = new(stride);
        MultiplyAccumulate.Rows(input.Pointer, features, weightRows, weights.Pointer, stride, biasRow, rows.Pointer, Lanes);
        for (int lane = 0; lane < Lanes; lane++)
        {
            float[] row = [.. Enumerable.Range(0, input.Length / Lanes).Select(feature => input.Span[feature * Lanes + lane])];
            fixed (float* address = row)
                MultiplyAccumulate.Single(address, features, weightRows, weights.Pointer, stride, biasRow, single.Pointer);
            for (int output = 0; output < stride; output++)
            {
                double plain = weights.Span[biasRow * stride + output], magnitude = Math.Abs(plain);
                for (int tap = 0; tap < features.Length; tap++)
                {
                    double product = (double)row[features[tap]] * weights.Span[weightRows[tap] * stride + output];
                    plain += product;
                    magnitude += Math.Abs(product);
                }

                // One rounding per tap, each at most half a unit of the largest partial sum.
                Assert.AreEqual(plain, rows.Span[output * Lanes + lane], (features.Length + 1) * 6e-8 * magnitude, $"{features.Length} taps, output {output} of {stride}.");
                Assert.AreEqual(BitConverter.SingleToInt32Bits(rows.Span[output * Lanes + lane]), BitConverter.SingleToInt32Bits(single.Span[output]));
            }
        }
    }

    private static AlignedBuffer Filled(Random random, int length)
    {
        var buffer = new AlignedBuffer(length);
        foreach (ref float value in buffer.Span)
            value = random.Next(4) == 0 ? 0 : 2 * random.NextSingle() - 1;
        return buffer;
    }
}
