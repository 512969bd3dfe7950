using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Normal draws in fixed point from 16 random bits: each byte looks up a quantile, and the sum of the two, with different weights, takes 65,536 values.
/// The outer quantiles are stretched (q + 0.00423·q³), so that the fourth moment is that of a normal distribution: 3.002, the sixth
/// 14.9 (15), the largest deviation of the distribution function 0.0008, the largest value 4.2 standard deviations.
/// </summary>
internal static class FixedNormal
{
    private const int EvenWeight = 61, OddWeight = 66;

    /// <summary>The standard deviation of a draw.</summary>
    public static readonly double StandardDeviation = Math.Sqrt((EvenWeight * EvenWeight + OddWeight * OddWeight) * MeanSquare());

    /// <summary>The largest draw, in standard deviations.</summary>
    public static readonly double Largest = (EvenWeight + OddWeight) * sbyte.MaxValue / StandardDeviation;

    // The upper half; the top bit of a byte is the sign.
    private static ReadOnlySpan<byte> Quantiles =>
    [
        0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 12, 12, 13, 13,
        14, 14, 15, 15, 16, 16, 16, 17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 22, 22, 22, 23, 23, 24, 24, 25, 25, 26, 26, 27, 27, 28, 28,
        29, 30, 30, 31, 31, 32, 32, 33, 33, 34, 35, 35, 36, 36, 37, 38, 38, 39, 39, 40, 41, 41, 42, 43, 43, 44, 45, 46, 46, 47, 48, 49,
        50, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 63, 64, 65, 67, 68, 70, 71, 73, 75, 77, 79, 82, 84, 88, 91, 96, 102, 110, 127,
    ];

    /// <summary>The draw that 16 bits stand for.</summary>
    public static int Draw(ushort bits) => EvenWeight * Quantile((byte)bits) + OddWeight * Quantile((byte)(bits >> 8));

    /// <summary>Thirty-two draws; needs <see cref="Avx512Vbmi"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Draw(Vector512<ushort> bits)
    {
        Vector512<byte> bytes = bits.AsByte();
        Vector512<sbyte> magnitude = Avx512Vbmi.PermuteVar64x8x2(Vector512.Create(Quantiles), bytes, Vector512.Create(Quantiles[64..])).AsSByte();
        Vector512<sbyte> sign = Vector512.LessThan(bytes.AsSByte(), Vector512<sbyte>.Zero);
        return Avx512BW.MultiplyAddAdjacent(Vector512.Create((ushort)(EvenWeight | OddWeight << 8)).AsByte(), (magnitude ^ sign) - sign);
    }

    private static int Quantile(byte bits) => bits < 128 ? Quantiles[bits] : -Quantiles[bits - 128];

    private static double MeanSquare()
    {
        int sum = 0;
        foreach (byte quantile in Quantiles)
            sum += quantile * quantile;
        return (double)sum / Quantiles.Length;
    }
}
