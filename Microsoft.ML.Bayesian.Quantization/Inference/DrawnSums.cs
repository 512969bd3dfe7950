using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Sums over drawn weights that the products need beforehand.</summary>
internal static unsafe class DrawnSums
{
    // 255·128 is the largest sum of products that 16 bits are sure to hold.
    private const int LargestMagnitude = short.MaxValue / byte.MaxValue;

    /// <summary>The sum of an output's weights, doubled section by section.</summary>
    public static int OfRow(sbyte* row, TapOrder order)
    {
        int sum = 0;
        foreach (TapOrder.Section section in order.Sections)
        {
            Vector512<int> sums = Vector512<int>.Zero;
            for (sbyte* chunk = row + section.Start, end = chunk + section.Count; chunk < end; chunk += Vector512<sbyte>.Count)
            {
                Vector512<short> pairs = Avx512BW.IsSupported
                    ? Avx512BW.MultiplyAddAdjacent(Vector512<byte>.One, Vector512.Load(chunk))
                    : Vector512.ShiftRightArithmetic(Vector512.Load(chunk).AsInt16() << 8, 8) + Vector512.ShiftRightArithmetic(Vector512.Load(chunk).AsInt16(), 8);
                sums += Vector512.ShiftRightArithmetic(pairs.AsInt32() << 16, 16) + Vector512.ShiftRightArithmetic(pairs.AsInt32(), 16);
            }

            sum = 2 * sum + Vector512.Sum(sums);
        }

        return sum;
    }

    /// <summary>
    /// Marks with 1 the groups of 16 taps whose products may not be added in 16 bits: an output's weights at two neighbouring taps of every
    /// four, summed over the group without their signs, must not exceed 128.
    /// </summary>
    /// <param name="rows">The weights of a block of outputs.</param>
    /// <param name="length">The number of places of an output.</param>
    /// <param name="marks">Receives one mark per group.</param>
    public static void Mark(sbyte* rows, int length, byte* marks)
    {
        for (int start = 0; start < length; start += TapOrder.ChunkTaps)
        {
            Vector512<short> largest = Vector512<short>.Zero;
            for (int output = 0; output < CodeLayer.BlockOutputs; output++)
            {
                Vector512<ushort> magnitudes = Vector512.Abs(Vector512.Load(rows + output * (nint)length + start)).AsUInt16();
                Vector512<int> pairs = ((magnitudes & Vector512.Create((ushort)0xFF)) + (magnitudes >>> 8)).AsInt32();

                // Four quads lie in 128 bits: each becomes the sum of all four.
                pairs = Added(pairs, swapNeighbours: true);
                largest = Vector512.Max(largest, Added(pairs, swapNeighbours: false).AsInt16());
            }

            ulong tooLarge = Vector512.GreaterThan(largest, Vector512.Create((short)LargestMagnitude)).ExtractMostSignificantBits();
            for (int group = start / TapOrder.GroupTaps; group < (start + TapOrder.ChunkTaps) / TapOrder.GroupTaps; group++, tooLarge >>= 8)
                marks[group] = (tooLarge & 0xFF) != 0 ? (byte)1 : (byte)0;
        }
    }

    private static Vector512<int> Added(Vector512<int> pairs, bool swapNeighbours)
    {
        if (Avx512F.IsSupported)
            return pairs + (swapNeighbours ? Avx512F.Shuffle(pairs, 0xB1) : Avx512F.Shuffle(pairs, 0x4E));
        return pairs + (swapNeighbours
            ? Vector512.Shuffle(pairs, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14))
            : Vector512.Shuffle(pairs, Vector512.Create(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)));
    }
}
