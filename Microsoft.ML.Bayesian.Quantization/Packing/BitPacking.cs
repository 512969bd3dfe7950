namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Codes of 2 to 8 bits, one after the other without gaps, in bytes: the first code takes the lowest bits of the first byte, and a code
/// may cross into the next byte. Unused bits of the last byte are 0.
/// </summary>
internal static class BitPacking
{
    /// <summary>The bytes that a number of codes take.</summary>
    public static int ByteCount(int count, int bits) => checked((int)(((long)count * bits + 7) / 8));

    /// <summary>Packs codes.</summary>
    /// <param name="codes">The codes, each less than 2^bits.</param>
    /// <param name="bits">The bits of a code.</param>
    /// <returns>The packed bytes.</returns>
    public static byte[] Pack(ReadOnlySpan<byte> codes, int bits)
    {
        var packed = new byte[ByteCount(codes.Length, bits)];
        uint pending = 0;
        int pendingBits = 0, written = 0;
        foreach (byte code in codes)
        {
            if (code >> bits != 0)
                throw new ArgumentException($"Code {code} does not fit into {bits} bits.", nameof(codes));
            pending |= (uint)code << pendingBits;
            pendingBits += bits;
            if (pendingBits >= 8)
            {
                packed[written++] = (byte)pending;
                pending >>= 8;
                pendingBits -= 8;
            }
        }

        if (pendingBits > 0)
            packed[written] = (byte)pending;
        return packed;
    }

    /// <summary>Unpacks a run of codes.</summary>
    /// <param name="packed">The packed bytes.</param>
    /// <param name="bits">The bits of a code.</param>
    /// <param name="start">The index of the first code.</param>
    /// <param name="codes">Receives as many codes as it has room for.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, int start, Span<byte> codes)
    {
        if (codes.IsEmpty)
            return;
        uint mask = (1u << bits) - 1;
        long firstBit = (long)start * bits;
        int read = (int)(firstBit / 8), available = 8 - (int)(firstBit % 8);
        uint pending = (uint)packed[read++] >> (8 - available);
        for (int i = 0; i < codes.Length; i++)
        {
            if (available < bits)
            {
                pending |= (uint)packed[read++] << available;
                available += 8;
            }

            codes[i] = (byte)(pending & mask);
            pending >>= bits;
            available -= bits;
        }
    }

    /// <summary>Whether the bits after the last code are 0, as in everything that <see cref="Pack"/> wrote.</summary>
    public static bool UnusedBitsAreZero(ReadOnlySpan<byte> packed, int bits, int count)
    {
        int used = (int)((long)count * bits % 8);
        return used == 0 || packed[^1] >> used == 0;
    }
}
