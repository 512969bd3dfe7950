using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <content>Lanes that hold outputs: a single row.</content>
internal static unsafe partial class MultiplyAccumulate
{
    /// <summary>Computes a single row.</summary>
    /// <param name="input">The inputs, [feature], from the feature that the taps count from.</param>
    /// <param name="taps">The taps of the position.</param>
    /// <param name="weights">The weights, [row][output]; 64-byte aligned.</param>
    /// <param name="layout">The layout of the weights.</param>
    /// <param name="result">Receives the outputs, one beside the other, padded as the weights are.</param>
    public static void Single(float* input, Taps taps, float* weights, WeightLayout layout, float* result)
    {
        // Weights are read in the order of their addresses where all outputs of a tap fit into one block.
        int most = Vector512.IsHardwareAccelerated ? 8 : 4, vectors = layout.Stride / OutputBlock;
        for (int done = 0; done < vectors;)
        {
            float* w = weights + done * OutputBlock, r = result + done * OutputBlock;
            done += Math.Min(most, vectors - done) switch
            {
                1 => Single<One>(input, taps, w, layout, r),
                2 => Single<Two>(input, taps, w, layout, r),
                3 => Single<Three>(input, taps, w, layout, r),
                4 => Single<Four>(input, taps, w, layout, r),
                5 => Single<Five>(input, taps, w, layout, r),
                6 => Single<Six>(input, taps, w, layout, r),
                7 => Single<Seven>(input, taps, w, layout, r),
                _ => Single<Eight>(input, taps, w, layout, r),
            };
        }
    }

    // Up to eight vectors of outputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Single<TBlock>(float* input, Taps taps, float* weights, WeightLayout layout, float* result)
        where TBlock : IBlock
    {
        const int Lanes = OutputBlock;
        int stride = layout.Stride, count = taps.Count;
        int* features = taps.Features, weightRows = taps.WeightRows;
        float* bias = weights + (long)layout.Taps * stride;
        Vector512<float> a0 = Vector512.Load(bias), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        if (TBlock.Count > 1)
            a1 = Vector512.Load(bias + Lanes);
        if (TBlock.Count > 2)
            a2 = Vector512.Load(bias + 2 * Lanes);
        if (TBlock.Count > 3)
            a3 = Vector512.Load(bias + 3 * Lanes);
        if (TBlock.Count > 4)
            a4 = Vector512.Load(bias + 4 * Lanes);
        if (TBlock.Count > 5)
            a5 = Vector512.Load(bias + 5 * Lanes);
        if (TBlock.Count > 6)
            a6 = Vector512.Load(bias + 6 * Lanes);
        if (TBlock.Count > 7)
            a7 = Vector512.Load(bias + 7 * Lanes);
        for (int tap = 0; tap < count; tap++)
        {
            float value = input[features[tap]];
            if (value == 0)
                continue; // adds nothing; most pixels of an image are 0
            Vector512<float> x = Vector512.Create(value);
            float* w = weights + (nint)weightRows[tap] * stride;
            a0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w), a0);
            if (TBlock.Count > 1)
                a1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + Lanes), a1);
            if (TBlock.Count > 2)
                a2 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + 2 * Lanes), a2);
            if (TBlock.Count > 3)
                a3 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + 3 * Lanes), a3);
            if (TBlock.Count > 4)
                a4 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + 4 * Lanes), a4);
            if (TBlock.Count > 5)
                a5 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + 5 * Lanes), a5);
            if (TBlock.Count > 6)
                a6 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + 6 * Lanes), a6);
            if (TBlock.Count > 7)
                a7 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + 7 * Lanes), a7);
        }

        a0.Store(result);
        if (TBlock.Count > 1)
            a1.Store(result + Lanes);
        if (TBlock.Count > 2)
            a2.Store(result + 2 * Lanes);
        if (TBlock.Count > 3)
            a3.Store(result + 3 * Lanes);
        if (TBlock.Count > 4)
            a4.Store(result + 4 * Lanes);
        if (TBlock.Count > 5)
            a5.Store(result + 5 * Lanes);
        if (TBlock.Count > 6)
            a6.Store(result + 6 * Lanes);
        if (TBlock.Count > 7)
            a7.Store(result + 7 * Lanes);
        return TBlock.Count;
    }
}
