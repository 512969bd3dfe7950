using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Sums over drawn weights that the products need beforehand.</summary>
internal static unsafe class DrawnSums
{
    /// <summary>Two products, or sums of products, of any inputs fit into 16 bits if the weights in them sum up to this at most, without their signs: 255·128.</summary>
    public const int LargestMagnitude = short.MaxValue / byte.MaxValue;

    /// <summary>The sums of the weights of sixteen outputs, doubled section by section.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<int> OfLine(sbyte* line, TapOrder order)
    {
        Vector512<int> sums = Vector512<int>.Zero;
        foreach (TapOrder.Section section in order.Sections)
        {
            sums += sums;
            for (int place = section.Start; place < section.Start + section.Count; place += 4)
            {
                Vector512<short> weights = Vector512.Load(line + place / 4 * DrawnLayer.LineBytes).AsInt16();
                Vector512<int> pairs = ((weights << 8 >> 8) + (weights >> 8)).AsInt32();
                sums += (pairs << 16 >> 16) + (pairs >> 16);
            }
        }

        return sums;
    }

    /// <summary>
    /// Marks the groups of 16 taps of sixteen outputs, block by block. Products of a quad fall into two sums of 16 bits each; these hold what is added to
    /// them if the weights in it, without their signs, sum up to <see cref="LargestMagnitude"/> at most.
    /// </summary>
    /// <param name="line">The weights of the outputs.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="marks">Receives one mark per group, block by block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mark(sbyte* line, int groups, GroupMark* marks)
    {
        Vector512<short> limit = Vector512.Create((short)LargestMagnitude);
        for (int group = 0; group < groups; group++, line += TapOrder.GroupTaps / 4 * DrawnLayer.LineBytes)
        {
            Vector512<short> first = Magnitudes(line) + Magnitudes(line + DrawnLayer.LineBytes);
            Vector512<short> second = Magnitudes(line + 2 * DrawnLayer.LineBytes) + Magnitudes(line + 3 * DrawnLayer.LineBytes);
            ulong notFour = Vector512.GreaterThan(first + second, limit).ExtractMostSignificantBits();
            ulong notTwo = Vector512.GreaterThan(Vector512.Max(first, second), limit).ExtractMostSignificantBits();
            for (int block = 0; block < DrawnLayer.LineOutputs / CodeLayer.BlockOutputs; block++)
            {
                ulong bits = 0xFFUL << (2 * CodeLayer.BlockOutputs * block);
                marks[block * groups + group] = (notFour & bits) == 0 ? GroupMark.Narrow : (notTwo & bits) == 0 ? GroupMark.Halves : GroupMark.Wide;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Magnitudes(sbyte* line)
    {
        Vector512<short> magnitudes = Vector512.Abs(Vector512.Load(line)).AsInt16();
        return (magnitudes & Vector512.Create((short)0xFF)) + (magnitudes >>> 8);
    }
}
