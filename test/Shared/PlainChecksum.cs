using System.Buffers.Binary;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>CRC-32C bit by bit: polynomial 0x1EDC6F41, reflected. Written from the specification, not with the library's code.</summary>
internal static class PlainChecksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
                state = (state >> 1) ^ ((state & 1) * 0x82F63B78);
        }

        return ~state;
    }

    /// <summary>Writes bytes and their checksum.</summary>
    public static void Append(Stream stream, ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Of(bytes));
        stream.Write(checksum);
    }
}
