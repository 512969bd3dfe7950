using System.Runtime.CompilerServices;
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
    /// Marks the groups of 16 taps of a block of outputs. Products of a quad fall into two sums of 16 bits each; these hold what is added to them if
    /// the weights in it, without their signs, sum up to at most 128.
    /// </summary>
    /// <param name="rows">The weights of the outputs.</param>
    /// <param name="length">The number of places of an output.</param>
    /// <param name="marks">Receives one mark per group.</param>
    public static void Mark(sbyte* rows, int length, GroupMark* marks)
    {
        for (int start = 0; start < length; start += TapOrder.ChunkTaps)
        {
            Vector512<short> ofFour = Vector512<short>.Zero, ofTwo = ofFour;
            for (int output = 0; output < CodeLayer.BlockOutputs; output++)
            {
                Vector512<ushort> magnitudes = Vector512.Abs(Vector512.Load(rows + output * (nint)length + start)).AsUInt16();
                Vector512<int> quads = ((magnitudes & Vector512.Create((ushort)0xFF)) + (magnitudes >>> 8)).AsInt32();

                // Four quads lie in 128 bits: each becomes the sum of two, then of all four.
                quads = Added(quads, swapNeighbours: true);
                ofTwo = Vector512.Max(ofTwo, quads.AsInt16());
                ofFour = Vector512.Max(ofFour, Added(quads, swapNeighbours: false).AsInt16());
            }

            Vector512<short> limit = Vector512.Create((short)LargestMagnitude);
            ulong notFour = Vector512.GreaterThan(ofFour, limit).ExtractMostSignificantBits(), notTwo = Vector512.GreaterThan(ofTwo, limit).ExtractMostSignificantBits();
            for (int group = 0; group < TapOrder.ChunkTaps / TapOrder.GroupTaps; group++)
            {
                ulong bits = 0xFFUL << (8 * group);
                marks[start / TapOrder.GroupTaps + group] = (notFour & bits) == 0 ? GroupMark.Narrow : (notTwo & bits) == 0 ? GroupMark.Halves : GroupMark.Wide;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Added(Vector512<int> pairs, bool swapNeighbours)
    {
        if (Avx512F.IsSupported)
            return pairs + (swapNeighbours ? Avx512F.Shuffle(pairs, 0xB1) : Avx512F.Shuffle(pairs, 0x4E));
        return pairs + (swapNeighbours
            ? Vector512.Shuffle(pairs, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14))
            : Vector512.Shuffle(pairs, Vector512.Create(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)));
    }
}
