namespace Microsoft.ML.Bayesian.Quantization.Tests.Packing;

[TestClass]
public sealed class BitPackingTests
{
    private static IEnumerable<(int Bits, int Length)> AllSizes =>
        from bits in Enumerable.Range(2, 7) from length in Enumerable.Range(0, 68) select (bits, length);

    [TestMethod]
    public void Unpacking_gives_back_what_was_packed()
    {
        foreach ((int bits, int length) in AllSizes)
        {
            byte[] codes = Codes(bits, length), unpacked = new byte[length];
            byte[] packed = BitPacking.Pack(codes, bits);
            BitPacking.Unpack(packed, bits, 0, unpacked);
            Assert.AreEqual((length * bits + 7) / 8, packed.Length);
            CollectionAssert.AreEqual(codes, unpacked, $"{length} codes of {bits} bits");
        }
    }

    [TestMethod]
    public void Any_run_can_be_unpacked_alone()
    {
        foreach ((int bits, int length) in AllSizes.Where(size => size.Length is 1 or 2 or 15 or 16 or 17 or 33 or 67))
        {
            byte[] codes = Codes(bits, length), packed = BitPacking.Pack(codes, bits);
            for (int start = 0; start <= length; start++)
            {
                var run = new byte[(length - start + 1) / 2];
                BitPacking.Unpack(packed, bits, start, run);
                CollectionAssert.AreEqual(codes.AsSpan(start, run.Length).ToArray(), run, $"{bits} bits from {start} on");
            }
        }
    }

    [TestMethod]
    public void Unused_bits_are_zero()
    {
        foreach ((int bits, int length) in AllSizes)
        {
            byte[] packed = BitPacking.Pack([.. Enumerable.Repeat((byte)((1 << bits) - 1), length)], bits);
            int ones = packed.Sum(part => int.PopCount(part));
            Assert.AreEqual(bits * length, ones);
            Assert.IsTrue(BitPacking.UnusedBitsAreZero(packed, bits, length));
        }
    }

    [TestMethod]
    public void The_first_code_takes_the_lowest_bits()
    {
        CollectionAssert.AreEqual(new byte[] { 0x21, 0x03 }, BitPacking.Pack([1, 2, 3], 4));
        CollectionAssert.AreEqual(new byte[] { 0b10_001_101, 0b0000000_1 }, BitPacking.Pack([5, 1, 6], 3));
    }

    [TestMethod]
    public void A_code_that_does_not_fit_is_refused() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => BitPacking.Pack([16], 4)).Message, "Code 16 does not fit into 4 bits");

    [TestMethod]
    public void A_stray_bit_after_the_last_code_is_seen() => Assert.IsFalse(BitPacking.UnusedBitsAreZero([0x21, 0x83], 4, 3));

    private static byte[] Codes(int bits, int length)
    {
        var random = new Random(bits * 100 + length);
        return [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(1 << bits))];
    }
}
