namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class MultiplyAccumulateTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    private static readonly int[] Sizes = [1, 2, 3, 7, 8, 9, 15, 16, 17, 33, 100, 130];

    [TestMethod]
    public void Rows_and_single_rows_are_the_plain_sum_and_the_same_bits()
    {
        var random = new Random(1);
        foreach (int inputs in Sizes)
        {
            foreach (int outputs in Sizes)
            {
                var layout = new WeightLayout(new NetworkLayer("layer1", new Dense(outputs), TensorShape.Flat(inputs), TensorShape.Flat(outputs), [outputs, inputs]));
                AlignedBuffer input = Filled(random, inputs * Lanes), weights = Filled(random, layout.Length);
                // Every other tap skips a weight row and the taps run backwards through the features, as a padded convolution may.
                (int Feature, int WeightRow)[] taps = [.. Enumerable.Range(0, inputs).Where(i => i % 3 != 1).Reverse().Select(feature => (feature, inputs - 1 - feature))];
                Check(input, taps, weights, layout);
                Check(input, [], weights, layout);
            }
        }
    }

    [TestMethod]
    public void Outputs_may_lie_apart()
    {
        const int Apart = 3 * Lanes;
        var random = new Random(2);
        AlignedBuffer input = Filled(random, 5 * Lanes), weights = Filled(random, 6 * 16), together = new(16 * Lanes), apart = new(16 * Apart);
        var layout = new WeightLayout(new NetworkLayer("layer1", new Dense(16), TensorShape.Flat(5), TensorShape.Flat(16), [16, 5]));
        var taps = new TapTable([(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]);
        MultiplyAccumulate.Rows(input.Pointer, taps.All, weights.Pointer, layout, together.Pointer, Lanes);
        MultiplyAccumulate.Rows(input.Pointer, taps.All, weights.Pointer, layout, apart.Pointer, Apart);
        for (int output = 0; output < 16; output++)
        {
            CollectionAssert.AreEqual(together.Span.Slice(output * Lanes, Lanes).ToArray(), apart.Span.Slice(output * Apart, Lanes).ToArray());
            Assert.AreEqual(-1, apart.Span.Slice(output * Apart + Lanes, Apart - Lanes).IndexOfAnyExcept(0f));
        }
    }

    private static void Check(AlignedBuffer input, (int Feature, int WeightRow)[] taps, AlignedBuffer weights, WeightLayout layout)
    {
        var table = new TapTable(taps);
        AlignedBuffer rows = new(layout.Stride * Lanes), single = new(layout.Stride);
        MultiplyAccumulate.Rows(input.Pointer, table.All, weights.Pointer, layout, rows.Pointer, Lanes);
        for (int lane = 0; lane < Lanes; lane++)
        {
            float[] row = [.. Enumerable.Range(0, input.Length / Lanes).Select(feature => input.Span[feature * Lanes + lane])];
            fixed (float* address = row)
                MultiplyAccumulate.Single(address, table.All, weights.Pointer, layout, single.Pointer);
            for (int output = 0; output < layout.Outputs; output++)
            {
                double plain = weights.Span[layout.Taps * layout.Stride + output], magnitude = Math.Abs(plain);
                foreach ((int feature, int weightRow) in taps)
                {
                    double product = (double)row[feature] * weights.Span[weightRow * layout.Stride + output];
                    plain += product;
                    magnitude += Math.Abs(product);
                }

                // One rounding per tap, each at most half a unit of the largest partial sum.
                Assert.AreEqual(plain, rows.Span[output * Lanes + lane], (taps.Length + 1) * 6e-8 * magnitude, $"{taps.Length} taps, output {output} of {layout.Outputs}.");
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
