using System.Runtime.Intrinsics;

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
        from zeros in new[] { false, true }
        select new object[] { taps, largest, sections, zeros };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Rows_and_single_rows_equal_sums_of_whole_numbers(int taps, int largest, bool sections, bool zeros)
    {
        var random = new Random(taps + largest);
        var order = new TapOrder(taps, sections ? [.. Enumerable.Range(0, taps).Select(_ => (byte)random.Next(4))] : null);
        const int Outputs = 20, Padded = 32;
        int words = order.Length / 4;
        AlignedBuffer weightMemory = new(Padded * words), markMemory = new(words), quads = new(words * Lanes), single = new(words * Lanes);
        AlignedBuffer biases = new(Padded), rescale = new(Padded), offsets = new(Padded), rows = new(Outputs * Lanes), row = new(Padded), several = new(Padded * Lanes);
        var marks = (GroupMark*)markMemory.Pointer;
        var drawn = new DrawnLayer(biases.Pointer, (int*)offsets.Pointer, marks, (sbyte*)weightMemory.Pointer, order, pairsFit: largest <= 40);
        new Random(1).NextBytes(new Span<byte>(quads.Pointer, words * Lanes * 4));
        for (int quad = 0; zeros && quad < words; quad += 1 + random.Next(3))
            new Span<byte>((byte*)quads.Pointer + quad * QuadProduct.QuadBytes, QuadProduct.QuadBytes).Clear();
        for (int i = 0; i < Outputs; i++)
        {
            (biases.Span[i], rescale.Span[i]) = ((float)random.NextDouble(), (float)random.NextDouble() + 0.1f);
            for (int place = 0; place < order.Length; place++)
                drawn.From(i)[place / 4 * DrawnLayer.LineBytes + place % 4] = (sbyte)(order.Taps[place] < 0 ? 0 : random.Next(-largest, largest + 1) / (place % 5 == 0 ? 1 : 2));
        }

        for (int output = 0; output < Padded; output += DrawnLayer.LineOutputs)
        {
            (DrawnSums.OfLine(drawn.From(output), order) * QuadProduct.InputOffset).Store((int*)offsets.Pointer + output);
            DrawnSums.Mark(drawn.From(output), words / 4, marks + output / CodeLayer.BlockOutputs * (words / 4));
        }

        QuadProduct.Rows((byte*)quads.Pointer, drawn, Outputs, rescale.Pointer, float.NegativeInfinity, rows.Pointer, Lanes);

        byte* Codes(int lane) => (byte*)single.Pointer + lane * order.Length;
        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int place = 0; place < order.Length; place++)
                Codes(lane)[place] = ((byte*)quads.Pointer)[place / 4 * QuadProduct.QuadBytes + lane * 4 + place % 4];
        }

        for (int lane = 0; lane < Lanes; lane += QuadProduct.Positions)
            QuadProduct.Several(Codes(lane), drawn, words, Padded, rescale.Pointer, float.NegativeInfinity, several.Pointer + lane * Padded);
        for (int lane = 0; lane < Lanes; lane++)
        {
            byte* codes = Codes(lane);
            QuadProduct.Single(codes, drawn, Outputs, rescale.Pointer, float.NegativeInfinity, row.Pointer);
            for (int i = 0; i < Outputs; i++)
            {
                long sum = 0;
                foreach (TapOrder.Section section in order.Sections)
                {
                    for (int place = section.Start; place < section.Start + section.Count; place++)
                        sum += (long)drawn.At(i, place) * codes[place] << (order.Sections[^1].Shift - section.Shift);
                }

                float expected = MathF.FusedMultiplyAdd((int)sum, rescale.Span[i], biases.Span[i]);
                Assert.AreEqual(expected, rows.Span[i * Lanes + lane], $"row {lane}, output {i}");
                Assert.AreEqual(expected, row.Span[i], $"single row {lane}, output {i}");
                Assert.AreEqual(expected, several.Span[lane * Padded + i], $"position {lane}, output {i}");
            }
        }

        // The drawn layer points to their memory, which the collector does not see.
        GC.KeepAlive((weightMemory, markMemory, offsets));
    }

    [TestMethod]
    public void Marks_tell_what_sixteen_bits_hold()
    {
        AlignedBuffer memory = new(DrawnLayer.LineOutputs * TapOrder.ChunkTaps / 4);
        var drawn = new DrawnLayer(null, null, null, (sbyte*)memory.Pointer, new TapOrder(TapOrder.ChunkTaps, null), pairsFit: false);
        GroupMark* marks = stackalloc GroupMark[16];
        void Set(int output, int place, int weight) => drawn.From(output)[place / 4 * DrawnLayer.LineBytes + place % 4] = (sbyte)weight;
        GroupMark[] Block(int block)
        {
            DrawnSums.Mark(drawn.Weights, 4, marks);
            return new Span<GroupMark>(marks + 4 * block, 4).ToArray();
        }

        Set(1, 0, 60);
        Set(1, 1, -60);
        Set(1, 4, 8);
        Set(1, 12, 1);
        Set(2, 32, 127);
        Set(2, 48, -127);
        Set(2, 49, 1);
        CollectionAssert.AreEqual(new[] { GroupMark.Halves, GroupMark.Narrow, GroupMark.Narrow, GroupMark.Narrow }, Block(0));
        Set(2, 53, 1);
        Assert.AreEqual(GroupMark.Wide, Block(0)[3]);
        CollectionAssert.AreEqual(new[] { GroupMark.Narrow, GroupMark.Narrow, GroupMark.Narrow, GroupMark.Narrow }, Block(1));
        GC.KeepAlive(memory);
    }

    [TestMethod]
    public void Sums_of_a_line_double_section_by_section()
    {
        var order = new TapOrder(3, [0, 1, 3]);
        AlignedBuffer memory = new(DrawnLayer.LineOutputs * order.Length / 4);
        var drawn = new DrawnLayer(null, null, null, (sbyte*)memory.Pointer, order, pairsFit: false);
        foreach ((int place, int weight) in new[] { (0, -128), (64, 127), (128, -3) })
            drawn.From(5)[place / 4 * DrawnLayer.LineBytes + place % 4] = (sbyte)weight;

        Assert.AreEqual(-128 * 8 + 127 * 4 - 3, DrawnSums.OfLine(drawn.From(0), order)[5]);
        Assert.AreEqual(0, DrawnSums.OfLine(drawn.From(0), order)[4]);
        GC.KeepAlive(memory);
    }
}
