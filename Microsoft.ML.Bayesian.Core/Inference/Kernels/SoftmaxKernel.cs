using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>Turns the logits of one sample into class probabilities and entropies, one row per lane, and adds them to running sums.</summary>
internal static unsafe class SoftmaxKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    /// <summary>Adds one sample of <see cref="MultiplyAccumulate.RowLanes"/> rows.</summary>
    /// <param name="logits">The logits, [class][lane]; overwritten.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="probabilitySums">Sums of probabilities, [class][lane].</param>
    /// <param name="entropySums">Sums of entropies in nats, [lane].</param>
    public static void Add(float* logits, int classes, double* probabilitySums, double* entropySums)
    {
        for (int lane = 0; lane < Lanes; lane += Vector512<float>.Count)
            AddLanes(logits + lane, classes, probabilitySums + lane, entropySums + lane);
    }

    private static void AddLanes(float* logits, int classes, double* probabilitySums, double* entropySums)
    {
        Vector512<float> largest = Vector512.Load(logits);
        for (int i = 1; i < classes; i++)
            largest = Vector512.MaxNative(largest, Vector512.Load(logits + i * Lanes));

        // Sums in double precision: their rounding would grow with the classes and look like disagreement between samples.
        Vector512<double> lowerSum = Vector512<double>.Zero, upperSum = lowerSum, lowerWeighted = lowerSum, upperWeighted = lowerSum;
        for (int i = 0; i < classes; i++)
        {
            Vector512<float> shifted = Vector512.Load(logits + i * Lanes) - largest;
            Vector512<float> exponential = VectorMath.ExpOfNonPositive(shifted);
            exponential.Store(logits + i * Lanes);
            // What underflowed to 0 weighs nothing, however far below it is; 0·(−∞) would be NaN.
            shifted = Vector512.ConditionalSelect(Vector512.Equals(exponential, Vector512<float>.Zero), Vector512<float>.Zero, shifted);

            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(exponential);
            (Vector512<double> lowerShifted, Vector512<double> upperShifted) = Vector512.Widen(shifted);
            lowerSum += lower;
            upperSum += upper;
            lowerWeighted = Vector512.FusedMultiplyAdd(lower, lowerShifted, lowerWeighted);
            upperWeighted = Vector512.FusedMultiplyAdd(upper, upperShifted, upperWeighted);
        }

        Vector512<double> lowerInverse = Vector512<double>.One / lowerSum, upperInverse = Vector512<double>.One / upperSum;
        for (int i = 0; i < classes; i++)
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Load(logits + i * Lanes));
            AddTo(probabilitySums + i * Lanes, lower * lowerInverse);
            AddTo(probabilitySums + i * Lanes + Vector512<double>.Count, upper * upperInverse);
        }

        // H = −Σ p ln p with ln p = shifted − ln Σ.
        AddTo(entropySums, VectorMath.Log(lowerSum) - lowerWeighted * lowerInverse);
        AddTo(entropySums + Vector512<double>.Count, VectorMath.Log(upperSum) - upperWeighted * upperInverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* sums, Vector512<double> values) => (Vector512.Load(sums) + values).Store(sums);
}
