using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>Turns logits into class probabilities and entropies, one sample of a row per lane, and adds them to running sums.</summary>
internal static unsafe class SoftmaxKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes, Width = 16, Half = 8;

    /// <summary>Adds one sample of <see cref="MultiplyAccumulate.RowLanes"/> rows.</summary>
    /// <param name="logits">The logits, [class][lane]; overwritten.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="probabilitySums">Sums of probabilities, [class][lane].</param>
    /// <param name="entropySums">Sums of entropies in nats, [lane].</param>
    public static void Add(float* logits, int classes, double* probabilitySums, double* entropySums)
    {
        for (int lane = 0; lane < Lanes; lane += Width)
        {
            Normalizer normalizer = Exponentiate(logits + lane, classes);
            for (int i = 0; i < classes; i++)
            {
                (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Load(logits + i * Lanes + lane));
                AddTo(probabilitySums + i * Lanes + lane, lower * normalizer.LowerInverse);
                AddTo(probabilitySums + i * Lanes + lane + Half, upper * normalizer.UpperInverse);
            }

            AddTo(entropySums + lane, normalizer.LowerEntropy);
            AddTo(entropySums + lane + Half, normalizer.UpperEntropy);
        }
    }

    /// <summary>Adds several samples of one row, one after the other, as so many calls of <see cref="Add"/> would.</summary>
    /// <param name="logits">The logits, [class][sample]; overwritten. Lanes without a sample may hold anything.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="samples">The number of samples, up to <see cref="MultiplyAccumulate.RowLanes"/>.</param>
    /// <param name="probabilitySums">The row's sums of probabilities, <see cref="MultiplyAccumulate.RowLanes"/> values apart.</param>
    /// <param name="entropySum">The row's sum of entropies in nats.</param>
    public static void AddSamples(float* logits, int classes, int samples, double* probabilitySums, double* entropySum)
    {
        double* terms = stackalloc double[Width];
        for (int lane = 0; lane < samples; lane += Width)
        {
            int count = Math.Min(Width, samples - lane);
            Normalizer normalizer = Exponentiate(logits + lane, classes);
            for (int i = 0; i < classes; i++)
            {
                (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Load(logits + i * Lanes + lane));
                (lower * normalizer.LowerInverse).Store(terms);
                (upper * normalizer.UpperInverse).Store(terms + Half);
                probabilitySums[i * Lanes] = AddInOrder(probabilitySums[i * Lanes], terms, count);
            }

            normalizer.LowerEntropy.Store(terms);
            normalizer.UpperEntropy.Store(terms + Half);
            *entropySum = AddInOrder(*entropySum, terms, count);
        }
    }

    // Replaces the logits of sixteen lanes by their exponentials.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Normalizer Exponentiate(float* logits, int classes)
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

        // H = −Σ p ln p with ln p = shifted − ln Σ.
        Vector512<double> lowerInverse = Vector512<double>.One / lowerSum, upperInverse = Vector512<double>.One / upperSum;
        return new(lowerInverse, upperInverse, VectorMath.Log(lowerSum) - lowerWeighted * lowerInverse, VectorMath.Log(upperSum) - upperWeighted * upperInverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* sums, Vector512<double> values) => (Vector512.Load(sums) + values).Store(sums);

    private static double AddInOrder(double sum, double* terms, int count)
    {
        for (int i = 0; i < count; i++)
            sum += terms[i];
        return sum;
    }

    /// <summary>What turns the exponentials of sixteen lanes into probabilities, and their entropies.</summary>
    private readonly record struct Normalizer(Vector512<double> LowerInverse, Vector512<double> UpperInverse, Vector512<double> LowerEntropy, Vector512<double> UpperEntropy);
}
