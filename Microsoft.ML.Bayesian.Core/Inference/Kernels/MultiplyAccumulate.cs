using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The arithmetic of dense and convolution layers: out[o] = bias[o] + Σₜ weight[t][o]·input[t] over the taps t of one position.
/// Every output is one accumulator that starts with the bias and takes the taps in order by fused multiply–add. It is the same whether
/// the vector lanes hold rows or outputs, so a row's result is the same bits in any batch.
/// </summary>
internal static unsafe partial class MultiplyAccumulate
{
    /// <summary>The number of rows that are computed together, one per lane.</summary>
    public const int RowLanes = 32;

    /// <summary>Outputs are computed in blocks of this many; weights are padded with zeros up to it.</summary>
    public const int OutputBlock = 16;

    /// <summary>How many outputs, or vectors of outputs, are computed together; a type, so that each count is compiled into code of its own.</summary>
    private interface IBlock
    {
        static abstract int Count { get; }
    }

    /// <summary>Computes <see cref="RowLanes"/> rows.</summary>
    /// <param name="input">The inputs, [feature][lane], from the feature that the taps count from.</param>
    /// <param name="taps">The taps of the position.</param>
    /// <param name="weights">The weights, [row][output]; 64-byte aligned.</param>
    /// <param name="layout">The layout of the weights.</param>
    /// <param name="result">Receives the outputs, <paramref name="resultStride"/> values apart, each with its lanes.</param>
    /// <param name="resultStride">The distance from one output to the next.</param>
    public static void Rows(float* input, Taps taps, float* weights, WeightLayout layout, float* result, int resultStride)
    {
        int output = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            while (output < layout.Outputs)
            {
                float* w = weights + output, r = result + (long)output * resultStride;
                // Two outputs alone are too few accumulators to hide the latency of an addition: ten are six and four.
                output += (layout.Outputs - output) switch
                {
                    9 or 10 => Rows512<Six>(input, taps, w, layout, r, resultStride),
                    >= 7 => Rows512<Eight>(input, taps, w, layout, r, resultStride),
                    >= 5 => Rows512<Six>(input, taps, w, layout, r, resultStride),
                    >= 3 => Rows512<Four>(input, taps, w, layout, r, resultStride),
                    _ => Rows512<Two>(input, taps, w, layout, r, resultStride),
                };
            }

            return;
        }

        for (; output < layout.Outputs; output += 4)
        {
            for (int lane = 0; lane < RowLanes; lane += 2 * Vector256<float>.Count)
                Rows256(input + lane, taps, weights + output, layout, result + (long)output * resultStride + lane, resultStride);
        }
    }

    // Up to eight outputs by two vectors of rows: sixteen accumulators stay in registers, and what is loaded serves several of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Rows512<TBlock>(float* input, Taps taps, float* weights, WeightLayout layout, float* result, int resultStride)
        where TBlock : IBlock
    {
        int stride = layout.Stride, count = taps.Count;
        int* features = taps.Features, weightRows = taps.WeightRows;
        // Rows are padded to sixteen: there are always eight biases, and those not needed cost nothing.
        float* bias = weights + (long)layout.Taps * stride;
        Vector512<float> a0 = Vector512.Create(bias[0]), b0 = a0, a1 = Vector512.Create(bias[1]), b1 = a1;
        Vector512<float> a2 = Vector512.Create(bias[2]), b2 = a2, a3 = Vector512.Create(bias[3]), b3 = a3;
        Vector512<float> a4 = Vector512.Create(bias[4]), b4 = a4, a5 = Vector512.Create(bias[5]), b5 = a5;
        Vector512<float> a6 = Vector512.Create(bias[6]), b6 = a6, a7 = Vector512.Create(bias[7]), b7 = a7;
        for (int tap = 0; tap < count; tap++)
        {
            float* x = input + (nint)features[tap] * RowLanes;
            float* w = weights + (nint)weightRows[tap] * stride;
            Vector512<float> x0 = Vector512.Load(x), x1 = Vector512.Load(x + 16);
            Vector512<float> weight = Vector512.Create(w[0]);
            a0 = Vector512.FusedMultiplyAdd(x0, weight, a0);
            b0 = Vector512.FusedMultiplyAdd(x1, weight, b0);
            weight = Vector512.Create(w[1]);
            a1 = Vector512.FusedMultiplyAdd(x0, weight, a1);
            b1 = Vector512.FusedMultiplyAdd(x1, weight, b1);

            if (TBlock.Count > 2)
            {
                weight = Vector512.Create(w[2]);
                a2 = Vector512.FusedMultiplyAdd(x0, weight, a2);
                b2 = Vector512.FusedMultiplyAdd(x1, weight, b2);
                weight = Vector512.Create(w[3]);
                a3 = Vector512.FusedMultiplyAdd(x0, weight, a3);
                b3 = Vector512.FusedMultiplyAdd(x1, weight, b3);
            }

            if (TBlock.Count > 4)
            {
                weight = Vector512.Create(w[4]);
                a4 = Vector512.FusedMultiplyAdd(x0, weight, a4);
                b4 = Vector512.FusedMultiplyAdd(x1, weight, b4);
                weight = Vector512.Create(w[5]);
                a5 = Vector512.FusedMultiplyAdd(x0, weight, a5);
                b5 = Vector512.FusedMultiplyAdd(x1, weight, b5);
            }

            if (TBlock.Count > 6)
            {
                weight = Vector512.Create(w[6]);
                a6 = Vector512.FusedMultiplyAdd(x0, weight, a6);
                b6 = Vector512.FusedMultiplyAdd(x1, weight, b6);
                weight = Vector512.Create(w[7]);
                a7 = Vector512.FusedMultiplyAdd(x0, weight, a7);
                b7 = Vector512.FusedMultiplyAdd(x1, weight, b7);
            }
        }

        Store(a0, b0, result);
        Store(a1, b1, result += resultStride);
        if (TBlock.Count > 2)
        {
            Store(a2, b2, result += resultStride);
            Store(a3, b3, result += resultStride);
        }

        if (TBlock.Count > 4)
        {
            Store(a4, b4, result += resultStride);
            Store(a5, b5, result += resultStride);
        }

        if (TBlock.Count > 6)
        {
            Store(a6, b6, result += resultStride);
            Store(a7, b7, result += resultStride);
        }

        return TBlock.Count;
    }

    // Four outputs by two vectors of rows: what sixteen registers hold without spilling.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows256(float* input, Taps taps, float* weights, WeightLayout layout, float* result, int resultStride)
    {
        int stride = layout.Stride, count = taps.Count;
        int* features = taps.Features, weightRows = taps.WeightRows;
        float* bias = weights + (long)layout.Taps * stride;
        Vector256<float> a0 = Vector256.Create(bias[0]), b0 = a0, a1 = Vector256.Create(bias[1]), b1 = a1;
        Vector256<float> a2 = Vector256.Create(bias[2]), b2 = a2, a3 = Vector256.Create(bias[3]), b3 = a3;
        for (int tap = 0; tap < count; tap++)
        {
            float* x = input + (nint)features[tap] * RowLanes;
            float* w = weights + (nint)weightRows[tap] * stride;
            Vector256<float> x0 = Vector256.Load(x), x1 = Vector256.Load(x + 8);
            Vector256<float> weight = Vector256.Create(w[0]);
            a0 = Vector256.FusedMultiplyAdd(x0, weight, a0);
            b0 = Vector256.FusedMultiplyAdd(x1, weight, b0);
            weight = Vector256.Create(w[1]);
            a1 = Vector256.FusedMultiplyAdd(x0, weight, a1);
            b1 = Vector256.FusedMultiplyAdd(x1, weight, b1);
            weight = Vector256.Create(w[2]);
            a2 = Vector256.FusedMultiplyAdd(x0, weight, a2);
            b2 = Vector256.FusedMultiplyAdd(x1, weight, b2);
            weight = Vector256.Create(w[3]);
            a3 = Vector256.FusedMultiplyAdd(x0, weight, a3);
            b3 = Vector256.FusedMultiplyAdd(x1, weight, b3);
        }

        Store(a0, b0, result);
        Store(a1, b1, result += resultStride);
        Store(a2, b2, result += resultStride);
        Store(a3, b3, result + resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> first, Vector512<float> second, float* result)
    {
        first.Store(result);
        second.Store(result + Vector512<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> first, Vector256<float> second, float* result)
    {
        first.Store(result);
        second.Store(result + Vector256<float>.Count);
    }

    private readonly struct One : IBlock
    {
        public static int Count => 1;
    }

    private readonly struct Two : IBlock
    {
        public static int Count => 2;
    }

    private readonly struct Three : IBlock
    {
        public static int Count => 3;
    }

    private readonly struct Four : IBlock
    {
        public static int Count => 4;
    }

    private readonly struct Five : IBlock
    {
        public static int Count => 5;
    }

    private readonly struct Six : IBlock
    {
        public static int Count => 6;
    }

    private readonly struct Seven : IBlock
    {
        public static int Count => 7;
    }

    private readonly struct Eight : IBlock
    {
        public static int Count => 8;
    }
}
