using System.Buffers.Binary;

namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>Damages bytes that stand for numbers, lengths, text or nothing in particular.</summary>
internal static class ByteMutations
{
    private static readonly uint[] telling = [0, 1, 2, 3, 127, 128, 255, 256, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x4000_0000, 0x2000_0001, 1_000_000];

    private static readonly float[] tellingSingles =
        [0, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue, float.MinValue, 1e-38f, 1e38f, 1e-20f];

    /// <summary>Changes one place, or the length.</summary>
    /// <param name="bytes">The bytes; left as they are.</param>
    /// <param name="other">Bytes of another file, to copy from.</param>
    /// <param name="random">Where chance comes from.</param>
    public static byte[] Mutate(byte[] bytes, byte[] other, Random random)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        byte[] copy = [.. bytes];
        int at = random.Next(copy.Length);
        switch (random.Next(10))
        {
            case 0:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                copy[at] = (byte)telling[random.Next(telling.Length)];
                return copy;
            case 2 when copy.Length - at >= sizeof(uint):
                BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), telling[random.Next(telling.Length)]);
                return copy;
            case 3 when copy.Length - at >= sizeof(uint):
                BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan(at)) + (uint)random.Next(-2, 3));
                return copy;
            case 4 when copy.Length - at >= sizeof(ulong):
                BinaryPrimitives.WriteUInt64LittleEndian(copy.AsSpan(at), ((ulong)telling[random.Next(telling.Length)] << 32) | telling[random.Next(telling.Length)]);
                return copy;
            case 5 when copy.Length - at >= sizeof(float):
                BinaryPrimitives.WriteSingleLittleEndian(copy.AsSpan(at), tellingSingles[random.Next(tellingSingles.Length)]);
                return copy;
            case 6:
                return copy[..at];
            case 7:
                return [.. copy[..at], .. copy[Math.Min(copy.Length, at + 1 + random.Next(16))..]];
            case 8:
                return [.. copy[..at], .. Slice(copy, random), .. copy[at..]];
            case 9:
                byte[] slice = Slice(other, random);
                return [.. copy[..at], .. slice, .. copy[Math.Min(copy.Length, at + slice.Length)..]];
            default:
                copy[at]++;
                return copy;
        }
    }

    private static byte[] Slice(byte[] bytes, Random random)
    {
        int start = random.Next(bytes.Length + 1);
        return bytes[start..Math.Min(bytes.Length, start + 1 + random.Next(64))];
    }
}
