using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads of a stream whose content claims its own sizes: memory grows with the bytes that are there, not with the claim.</summary>
internal static class UntrustedStream
{
    private const int FirstBlock = 1 << 16;

    /// <summary>Reads <paramref name="count"/> bytes.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="count">The claimed number of bytes.</param>
    /// <param name="what">What the bytes are, for the error.</param>
    /// <exception cref="InvalidDataException">The stream ends before.</exception>
    public static byte[] ReadBytes(this Stream stream, long count, string what)
    {
        if (count > Array.MaxLength)
            throw new InvalidDataException($"{what} claims {count:N0} bytes, more than a reader can hold.");
        if (stream.CanSeek && stream.Length - stream.Position is var left && left < count)
            throw new InvalidDataException($"{what} needs {count:N0} bytes, but the stream ends after {left:N0}.");

        // A stream that cannot seek does not tell its length, so its buffer doubles as bytes arrive.
        var bytes = new byte[stream.CanSeek ? (int)count : (int)Math.Min(count, FirstBlock)];
        for (int filled = 0; ;)
        {
            int read = stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            filled += read;
            if (filled == count)
                return bytes;
            if (filled < bytes.Length)
                throw new InvalidDataException($"{what} needs {count:N0} bytes, but the stream ends after {filled:N0}.");
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
        }
    }

    /// <summary>Checks that nothing follows.</summary>
    /// <exception cref="InvalidDataException">The stream holds another byte.</exception>
    public static void RequireEnd(this Stream stream, string what)
    {
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException($"{what} is followed by bytes that do not belong to it.");
    }

    /// <summary>Turns little-endian bytes into single-precision values.</summary>
    public static float[] ToSingles(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / sizeof(float)];
        bytes[..(values.Length * sizeof(float))].CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        return values;
    }
}
