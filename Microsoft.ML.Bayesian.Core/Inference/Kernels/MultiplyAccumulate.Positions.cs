using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <content>Lanes that hold outputs, for several positions of a single row: one position alone is too few accumulators to hide the latency of an addition.</content>
internal static unsafe partial class MultiplyAccumulate
{
    /// <summary>Computes positions of a single row that see alike.</summary>
    /// <param name="input">The inputs, [feature], from the feature that the taps of the first position count from.</param>
    /// <param name="step">The distance from one position's features to the next's.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="taps">The taps of each position.</param>
    /// <param name="weights">The weights, [row][output]; 64-byte aligned.</param>
    /// <param name="layout">The layout of the weights.</param>
    /// <param name="result">Receives the outputs, [position][output], padded as the weights are.</param>
    public static void Positions(float* input, int step, int count, Taps taps, float* weights, WeightLayout layout, float* result)
    {
        int most = Vector512.IsHardwareAccelerated ? 8 : 4;
        for (int output = 0; output < layout.Stride; output += OutputBlock)
        {
            for (int done = 0; done < count;)
            {
                float* x = input + (nint)done * step, w = weights + output, r = result + (nint)done * layout.Stride + output;
                int left = count - done, blocks = (left + most - 1) / most;
                // In equal parts: ten are five and five, not eight and two.
                done += ((left + blocks - 1) / blocks) switch
                {
                    1 => Positions<One>(x, step, taps, w, layout, r),
                    2 => Positions<Two>(x, step, taps, w, layout, r),
                    3 => Positions<Three>(x, step, taps, w, layout, r),
                    4 => Positions<Four>(x, step, taps, w, layout, r),
                    5 => Positions<Five>(x, step, taps, w, layout, r),
                    6 => Positions<Six>(x, step, taps, w, layout, r),
                    7 => Positions<Seven>(x, step, taps, w, layout, r),
                    _ => Positions<Eight>(x, step, taps, w, layout, r),
                };
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Positions<TBlock>(float* input, nint step, Taps taps, float* weights, WeightLayout layout, float* result)
        where TBlock : IBlock
    {
        int stride = layout.Stride, count = taps.Count;
        int* features = taps.Features, weightRows = taps.WeightRows;
        Vector512<float> a0 = Vector512.Load(weights + (long)layout.Taps * stride), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (int tap = 0; tap < count; tap++)
        {
            float* x = input + features[tap];
            // Adds nothing; much of an image is empty.
            if (TBlock.Count == 8 && step == 1 && Vector256.EqualsAll(Vector256.Load(x), Vector256<float>.Zero))
                continue;
            if (TBlock.Count == 4 && step == 1 && Vector128.EqualsAll(Vector128.Load(x), Vector128<float>.Zero))
                continue;
            Vector512<float> weight = Vector512.Load(weights + (nint)weightRows[tap] * stride);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Create(x[0]), weight, a0);
            if (TBlock.Count > 1)
                a1 = Vector512.FusedMultiplyAdd(Vector512.Create(x[step]), weight, a1);
            if (TBlock.Count > 2)
                a2 = Vector512.FusedMultiplyAdd(Vector512.Create(x[2 * step]), weight, a2);
            if (TBlock.Count > 3)
                a3 = Vector512.FusedMultiplyAdd(Vector512.Create(x[3 * step]), weight, a3);
            if (TBlock.Count > 4)
                a4 = Vector512.FusedMultiplyAdd(Vector512.Create(x[4 * step]), weight, a4);
            if (TBlock.Count > 5)
                a5 = Vector512.FusedMultiplyAdd(Vector512.Create(x[5 * step]), weight, a5);
            if (TBlock.Count > 6)
                a6 = Vector512.FusedMultiplyAdd(Vector512.Create(x[6 * step]), weight, a6);
            if (TBlock.Count > 7)
                a7 = Vector512.FusedMultiplyAdd(Vector512.Create(x[7 * step]), weight, a7);
        }

        a0.Store(result);
        if (TBlock.Count > 1)
            a1.Store(result += stride);
        if (TBlock.Count > 2)
            a2.Store(result += stride);
        if (TBlock.Count > 3)
            a3.Store(result += stride);
        if (TBlock.Count > 4)
            a4.Store(result += stride);
        if (TBlock.Count > 5)
            a5.Store(result += stride);
        if (TBlock.Count > 6)
            a6.Store(result += stride);
        if (TBlock.Count > 7)
            a7.Store(result + stride);
        return TBlock.Count;
    }
}
