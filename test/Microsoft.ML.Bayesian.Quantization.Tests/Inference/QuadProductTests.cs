namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

[TestClass]
[TestCategory(QuantizedVectorWidthTests.Category)]
public sealed unsafe class QuadProductTests
{
    private const int Lanes = QuadProduct.RowLanes;

    /// <summary>Weights of every size, so that all three ways of adding products occur.</summary>
    public static IEnumerable<object[]> Cases =>
        from taps in new[] { 1, 3, 4, 15, 16, 17, 63, 64, 65, 200 }
        from largest in new[] { 1, 8, 16, 40, 127 }
        from sections in new[] { false, true }
        select new object[] { taps, largest, sections };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Rows_and_single_rows_equal_sums_of_whole_numbers(int taps, int largest, bool sections)
    {
        var random = new Random(taps + largest);
        var order = new TapOrder(taps, sections ? [.. Enumerable.Range(0, taps).Select(_ => (byte)random.Next(4))] : null);
        const int Outputs = 8;
        int words = order.Length / 4;
        AlignedBuffer weightMemory = new(Outputs * words), markMemory = new(words), quads = new(words * Lanes), single = new(words);
        AlignedBuffer biases = new(Outputs), rescale = new(Outputs), offsets = new(Outputs), rows = new(Outputs * Lanes), row = new(Outputs);
        sbyte* weights = (sbyte*)weightMemory.Pointer;
        var marks = (GroupMark*)markMemory.Pointer;
        new Random(1).NextBytes(new Span<byte>(quads.Pointer, words * Lanes * 4));
        for (int i = 0; i < Outputs; i++)
        {
            (biases.Span[i], rescale.Span[i]) = ((float)random.NextDouble(), (float)random.NextDouble() + 0.1f);
            for (int place = 0; place < order.Length; place++)
                weights[i * order.Length + place] = (sbyte)(order.Taps[place] < 0 ? 0 : random.Next(-largest, largest + 1) / (place % 5 == 0 ? 1 : 2));
            ((int*)offsets.Pointer)[i] = QuadProduct.InputOffset * DrawnSums.OfRow(weights + i * order.Length, order);
        }

        for (int block = 0; block < Outputs; block += CodeLayer.BlockOutputs)
            DrawnSums.Mark(weights + block * order.Length, order.Length, marks + block / CodeLayer.BlockOutputs * (order.Length / TapOrder.GroupTaps));
        var drawn = new DrawnLayer(biases.Pointer, (int*)offsets.Pointer, marks, weights, order);
        QuadProduct.Rows((byte*)quads.Pointer, drawn, Outputs, rescale.Pointer, float.NegativeInfinity, rows.Pointer, Lanes);

        for (int lane = 0; lane < Lanes; lane++)
        {
            byte* codes = (byte*)single.Pointer;
            for (int place = 0; place < order.Length; place++)
                codes[place] = ((byte*)quads.Pointer)[place / 4 * QuadProduct.QuadBytes + lane * 4 + place % 4];
            QuadProduct.Single(codes, drawn, Outputs, rescale.Pointer, float.NegativeInfinity, row.Pointer);
            for (int i = 0; i < Outputs; i++)
            {
                long sum = 0;
                foreach (TapOrder.Section section in order.Sections)
                {
                    for (int place = section.Start; place < section.Start + section.Count; place++)
                        sum += (long)weights[i * order.Length + place] * codes[place] << (order.Sections[^1].Shift - section.Shift);
                }

                float expected = MathF.FusedMultiplyAdd((int)sum, rescale.Span[i], biases.Span[i]);
                Assert.AreEqual(expected, rows.Span[i * Lanes + lane], $"row {lane}, output {i}");
                Assert.AreEqual(expected, row.Span[i], $"single row {lane}, output {i}");
            }
        }
    }

    [TestMethod]
    public void Marks_tell_what_sixteen_bits_hold()
    {
        AlignedBuffer memory = new(64);
        sbyte* rows = (sbyte*)memory.Pointer;
        GroupMark* marks = stackalloc GroupMark[4];
        (rows[64], rows[65], rows[64 + 4], rows[64 + 12]) = (60, -60, 8, 1);
        (rows[128 + 32], rows[128 + 48], rows[128 + 49]) = (127, -127, 1);
        DrawnSums.Mark(rows, TapOrder.ChunkTaps, marks);
        CollectionAssert.AreEqual(new[] { GroupMark.Halves, GroupMark.Narrow, GroupMark.Narrow, GroupMark.Narrow }, new Span<GroupMark>(marks, 4).ToArray());
        rows[128 + 53] = 1;
        DrawnSums.Mark(rows, TapOrder.ChunkTaps, marks);
        Assert.AreEqual(GroupMark.Wide, marks[3]);
    }
}
