using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// The arithmetic of dense and convolution layers on integers: out[o] = bias[o] + rescale[o]·Σₜ weight[t][o]·input[t]. The sum is exact in 32
/// bits; then comes one conversion to single precision and one fused multiply–add, so that every vector width gives the same bits.
/// Taps go in pairs, because a processor multiplies pairs of 16-bit numbers and adds their products in one instruction.
/// </summary>
internal static unsafe class PairProduct
{
    /// <summary>The number of rows that are computed together, one per lane.</summary>
    public const int RowLanes = MultiplyAccumulate.RowLanes;

    /// <summary>Outputs are computed in blocks of this many; weights are padded with zeros up to a multiple of 16.</summary>
    private const int RegisterOutputs = 8;

    /// <summary>Computes <see cref="RowLanes"/> rows.</summary>
    /// <param name="input">The inputs, [feature][lane].</param>
    /// <param name="features">The input feature of each tap; an even number of them.</param>
    /// <param name="pairs">The weights, [pair of taps][output], the first tap's in the lower half.</param>
    /// <param name="stride">The number of outputs, padded to a multiple of 16.</param>
    /// <param name="rescale">What a unit of the sum is worth, output by output.</param>
    /// <param name="biases">The biases, output by output.</param>
    /// <param name="result">Receives the outputs, <paramref name="resultStride"/> values apart, each with its lanes.</param>
    /// <param name="resultStride">The distance from one output to the next.</param>
    public static void Rows(short* input, ReadOnlySpan<int> features, int* pairs, int stride, float* rescale, float* biases, float* result, int resultStride)
    {
        for (int output = 0; output < stride; output += RegisterOutputs)
        {
            if (Avx512BW.IsSupported)
            {
                Rows512(input, features, pairs + output, stride, rescale + output, biases + output, result + output * (long)resultStride, resultStride);
                continue;
            }

            for (int part = output; part < output + RegisterOutputs; part += 4)
            {
                for (int lane = 0; lane < RowLanes; lane += Vector256<short>.Count)
                    Rows256(input + lane, features, pairs + part, stride, rescale + part, biases + part, result + part * (long)resultStride + lane, resultStride);
            }
        }
    }

    /// <summary>Computes a single row; the parameters are as in <see cref="Rows"/>, without lanes, and the outputs lie beside each other.</summary>
    public static void Single(short* input, ReadOnlySpan<int> features, int* pairs, int stride, float* rescale, float* biases, float* result)
    {
        for (int output = 0; output < stride; output += Vector512<int>.Count)
        {
            Vector512<int> sum = Vector512<int>.Zero;
            for (int tap = 0; tap < features.Length; tap += 2)
            {
                int pair = (ushort)input[features[tap]] | input[features[tap + 1]] << 16;
                if (pair != 0)
                    sum += Multiply(Vector512.Create(pair).AsInt16(), Vector512.Load(pairs + (long)tap / 2 * stride + output).AsInt16());
            }

            Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(sum), Vector512.Load(rescale + output), Vector512.Load(biases + output)).Store(result + output);
        }
    }

    // Eight outputs by 32 rows: sixteen accumulators stay in registers.
    private static void Rows512(short* input, ReadOnlySpan<int> features, int* pairs, int stride, float* rescale, float* biases, float* result, int resultStride)
    {
        Vector512<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        Vector512<int> a4 = default, b4 = default, a5 = default, b5 = default, a6 = default, b6 = default, a7 = default, b7 = default;
        ref int feature = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(features);
        for (nint tap = 0; tap < features.Length; tap += 2, pairs += stride)
        {
            Vector512<short> x0 = Vector512.Load(input + (nint)Unsafe.Add(ref feature, tap) * RowLanes);
            Vector512<short> x1 = Vector512.Load(input + (nint)Unsafe.Add(ref feature, tap + 1) * RowLanes);
            Vector512<short> x = Avx512BW.UnpackLow(x0, x1), y = Avx512BW.UnpackHigh(x0, x1);
            Vector512<short> weight = Vector512.Create(pairs[0]).AsInt16();
            a0 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b0 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[1]).AsInt16();
            a1 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b1 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[2]).AsInt16();
            a2 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b2 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[3]).AsInt16();
            a3 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b3 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[4]).AsInt16();
            a4 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b4 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[5]).AsInt16();
            a5 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b5 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[6]).AsInt16();
            a6 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b6 += Avx512BW.MultiplyAddAdjacent(y, weight);
            weight = Vector512.Create(pairs[7]).AsInt16();
            a7 += Avx512BW.MultiplyAddAdjacent(x, weight);
            b7 += Avx512BW.MultiplyAddAdjacent(y, weight);
        }

        Store(a0, b0, rescale[0], biases[0], result);
        Store(a1, b1, rescale[1], biases[1], result += resultStride);
        Store(a2, b2, rescale[2], biases[2], result += resultStride);
        Store(a3, b3, rescale[3], biases[3], result += resultStride);
        Store(a4, b4, rescale[4], biases[4], result += resultStride);
        Store(a5, b5, rescale[5], biases[5], result += resultStride);
        Store(a6, b6, rescale[6], biases[6], result += resultStride);
        Store(a7, b7, rescale[7], biases[7], result + resultStride);
    }

    // Four outputs by 16 rows.
    private static void Rows256(short* input, ReadOnlySpan<int> features, int* pairs, int stride, float* rescale, float* biases, float* result, int resultStride)
    {
        Vector256<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        for (int tap = 0; tap < features.Length; tap += 2, pairs += stride)
        {
            Vector256<short> x0 = Vector256.Load(input + (nint)features[tap] * RowLanes), x1 = Vector256.Load(input + (nint)features[tap + 1] * RowLanes);
            Vector256<short> x = Interleave(x0, x1, upper: false), y = Interleave(x0, x1, upper: true);
            Vector256<short> weight = Vector256.Create(pairs[0]).AsInt16();
            a0 += Multiply(x, weight);
            b0 += Multiply(y, weight);
            weight = Vector256.Create(pairs[1]).AsInt16();
            a1 += Multiply(x, weight);
            b1 += Multiply(y, weight);
            weight = Vector256.Create(pairs[2]).AsInt16();
            a2 += Multiply(x, weight);
            b2 += Multiply(y, weight);
            weight = Vector256.Create(pairs[3]).AsInt16();
            a3 += Multiply(x, weight);
            b3 += Multiply(y, weight);
        }

        Store(a0, b0, rescale[0], biases[0], result);
        Store(a1, b1, rescale[1], biases[1], result += resultStride);
        Store(a2, b2, rescale[2], biases[2], result += resultStride);
        Store(a3, b3, rescale[3], biases[3], result + resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Multiply(Vector512<short> x, Vector512<short> weight) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(x, weight)
        : Vector512.Create(Multiply(x.GetLower(), weight.GetLower()), Multiply(x.GetUpper(), weight.GetUpper()));

    /// <summary>Multiplies pairs and adds their two products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Multiply(Vector256<short> x, Vector256<short> weight)
    {
        if (Avx2.IsSupported)
            return Avx2.MultiplyAddAdjacent(x, weight);
        Vector256<int> a = x.AsInt32(), b = weight.AsInt32();
        return (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
    }

    /// <summary>Puts the rows of two taps side by side, in the order that <see cref="Store(Vector256{int}, Vector256{int}, float, float, float*)"/> undoes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Interleave(Vector256<short> first, Vector256<short> second, bool upper)
    {
        if (Avx2.IsSupported)
            return upper ? Avx2.UnpackHigh(first, second) : Avx2.UnpackLow(first, second);
        (Vector256<int> a, Vector256<int> b) = upper
            ? (Vector256.WidenUpper(first), Vector256.WidenUpper(second))
            : (Vector256.WidenLower(first), Vector256.WidenLower(second));
        return ((a & Vector256.Create(0xFFFF)) | (b << 16)).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> low, Vector512<int> high, float rescale, float bias, float* result)
    {
        // Unpacking works within each quarter of a register: rows 0–3, 8–11, … are in one sum and 4–7, 12–15, … in the other.
        Vector512<int> first = Avx512F.PermuteVar16x32x2(low, Vector512.Create(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23), high);
        Vector512<int> second = Avx512F.PermuteVar16x32x2(low, Vector512.Create(8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31), high);
        Vector512<float> factor = Vector512.Create(rescale), offset = Vector512.Create(bias);
        Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(first), factor, offset).Store(result);
        Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(second), factor, offset).Store(result + Vector512<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> low, Vector256<int> high, float rescale, float bias, float* result)
    {
        Vector256<int> first = low, second = high;
        if (Avx2.IsSupported)
            (first, second) = (Avx2.Permute2x128(low, high, 0x20), Avx2.Permute2x128(low, high, 0x31));
        Vector256<float> factor = Vector256.Create(rescale), offset = Vector256.Create(bias);
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(first), factor, offset).Store(result);
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(second), factor, offset).Store(result + Vector256<float>.Count);
    }
}
