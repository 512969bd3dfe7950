using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

internal static unsafe partial class QuadProduct
{
    // Wide in any of four marks.
    private const uint AnyWide = 0x01010101 * (uint)GroupMark.Wide;

    /// <summary>Computes a single row; the parameters are as in <see cref="Rows"/>, without lanes, and the outputs lie beside each other.</summary>
    public static void Single(byte* input, DrawnLayer drawn, int outputs, float* rescale, float floor, float* result)
    {
        for (int output = 0; output < outputs; output += CodeLayer.BlockOutputs)
        {
            var block = new Block(drawn, output, rescale, floor);
            Vector128<int> sums = Avx512BW.IsSupported ? Single512(input, block) : Avx2.IsSupported ? Single256(input, block) : Single128(input, block);
            sums += Vector128.Load(drawn.Offsets + output);
            Vector128<float> values = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(sums), Vector128.Load(block.Rescale), Vector128.Load(block.Biases));
            Vector128.MaxNative(values, Vector128.Create(floor)).Store(result + output);
        }
    }

    private static Vector128<int> Single512(byte* input, in Block block)
    {
        Vector512<int> a0 = default, a1 = default, a2 = default, a3 = default;
        nint length = block.Length;
        foreach (TapOrder.Section section in block.Sections)
        {
            (a0, a1, a2, a3) = (a0 + a0, a1 + a1, a2 + a2, a3 + a3);
            for (int place = section.Start; place < section.Start + section.Count; place += TapOrder.ChunkTaps)
            {
                Vector512<byte> x = Vector512.Load(input + place);
                sbyte* weights = block.Weights + place;
                bool narrow = (*(uint*)(block.Marks + place / TapOrder.GroupTaps) & AnyWide) == 0;
                a0 = Add(a0, x, Vector512.Load(weights), narrow);
                a1 = Add(a1, x, Vector512.Load(weights + length), narrow);
                a2 = Add(a2, x, Vector512.Load(weights + 2 * length), narrow);
                a3 = Add(a3, x, Vector512.Load(weights + 3 * length), narrow);
            }
        }

        return Sums(a0.GetLower() + a0.GetUpper(), a1.GetLower() + a1.GetUpper(), a2.GetLower() + a2.GetUpper(), a3.GetLower() + a3.GetUpper());
    }

    private static Vector128<int> Single256(byte* input, in Block block)
    {
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        nint length = block.Length;
        foreach (TapOrder.Section section in block.Sections)
        {
            (a0, a1, a2, a3) = (a0 + a0, a1 + a1, a2 + a2, a3 + a3);
            for (int place = section.Start; place < section.Start + section.Count; place += Vector256<byte>.Count)
            {
                Vector256<byte> x = Vector256.Load(input + place);
                sbyte* weights = block.Weights + place;
                a0 = Add(a0, x, Vector256.Load(weights));
                a1 = Add(a1, x, Vector256.Load(weights + length));
                a2 = Add(a2, x, Vector256.Load(weights + 2 * length));
                a3 = Add(a3, x, Vector256.Load(weights + 3 * length));
            }
        }

        return Sums(a0, a1, a2, a3);
    }

    private static Vector128<int> Single128(byte* input, in Block block)
    {
        Vector128<int> a0 = default, a1 = default, a2 = default, a3 = default;
        nint length = block.Length;
        foreach (TapOrder.Section section in block.Sections)
        {
            (a0, a1, a2, a3) = (a0 + a0, a1 + a1, a2 + a2, a3 + a3);
            for (int place = section.Start; place < section.Start + section.Count; place += Vector128<byte>.Count)
            {
                Vector128<byte> x = Vector128.Load(input + place);
                sbyte* weights = block.Weights + place;
                a0 = Add(a0, x, Vector128.Load(weights));
                a1 = Add(a1, x, Vector128.Load(weights + length));
                a2 = Add(a2, x, Vector128.Load(weights + 2 * length));
                a3 = Add(a3, x, Vector128.Load(weights + 3 * length));
            }
        }

        return Vector128.Create(Vector128.Sum(a0), Vector128.Sum(a1), Vector128.Sum(a2), Vector128.Sum(a3));
    }

    private static Vector128<int> Sums(Vector256<int> a0, Vector256<int> a1, Vector256<int> a2, Vector256<int> a3)
    {
        Vector256<int> sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(a0, a1), Avx2.HorizontalAdd(a2, a3));
        return sums.GetLower() + sums.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Add(Vector512<int> sum, Vector512<byte> x, Vector512<sbyte> weights, bool narrow)
    {
        if (narrow)
            return sum + Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(x, weights), Vector512<short>.One);
        Vector512<short> inputs = x.AsInt16(), even = weights.AsInt16() << 8 >> 8, odd = weights.AsInt16() >> 8;
        return sum + Avx512BW.MultiplyAddAdjacent(inputs & Vector512.Create((short)0xFF), even) + Avx512BW.MultiplyAddAdjacent(inputs >>> 8, odd);
    }
}
