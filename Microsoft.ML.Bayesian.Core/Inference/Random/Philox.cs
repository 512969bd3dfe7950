using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Philox 4×32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
/// Every output is a pure function of key and counter, so a draw can be addressed instead of waited for. Sixteen counters at a time.
/// </summary>
internal static class Philox
{
    private const uint FirstMultiplier = 0xD2511F53, SecondMultiplier = 0xCD9E8D57;
    private const uint FirstKeyStep = 0x9E3779B9, SecondKeyStep = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>Encrypts sixteen counters.</summary>
    /// <param name="key">The key, low word first in the arithmetic: the seed.</param>
    /// <param name="c0">The first words of the counters; receives the first words of the outputs. Likewise the others.</param>
    /// <param name="c1">The second words.</param>
    /// <param name="c2">The third words.</param>
    /// <param name="c3">The fourth words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Encrypt(ulong key, ref Vector512<uint> c0, ref Vector512<uint> c1, ref Vector512<uint> c2, ref Vector512<uint> c3)
    {
        uint firstKey = (uint)key, secondKey = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            (Vector512<uint> firstHigh, Vector512<uint> firstLow) = MultiplyWide(c0, FirstMultiplier);
            (Vector512<uint> secondHigh, Vector512<uint> secondLow) = MultiplyWide(c2, SecondMultiplier);
            c0 = secondHigh ^ c1 ^ Vector512.Create(firstKey);
            c1 = secondLow;
            c2 = firstHigh ^ c3 ^ Vector512.Create(secondKey);
            c3 = firstLow;
            firstKey += FirstKeyStep;
            secondKey += SecondKeyStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<uint> High, Vector512<uint> Low) MultiplyWide(Vector512<uint> values, uint multiplier)
    {
        Vector512<ulong> lowWord = Vector512.Create(0x00000000FFFFFFFFUL);
        Vector512<ulong> even = MultiplyEvenLanes(values, multiplier);
        Vector512<ulong> odd = MultiplyEvenLanes((values.AsUInt64() >>> 32).AsUInt32(), multiplier);
        Vector512<ulong> low = (even & lowWord) | (odd << 32);
        Vector512<ulong> high = (even >>> 32) | (odd & ~lowWord);
        return (high.AsUInt32(), low.AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MultiplyEvenLanes(Vector512<uint> values, uint multiplier)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Multiply(values, Vector512.Create(multiplier));
        if (Avx2.IsSupported)
        {
            Vector256<uint> factor = Vector256.Create(multiplier);
            return Vector512.Create(Avx2.Multiply(values.GetLower(), factor), Avx2.Multiply(values.GetUpper(), factor));
        }

        return (values.AsUInt64() & Vector512.Create(0x00000000FFFFFFFFUL)) * Vector512.Create((ulong)multiplier);
    }
}
