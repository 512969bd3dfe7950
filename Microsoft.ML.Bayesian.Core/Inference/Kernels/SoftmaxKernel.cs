using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Turns logits into class probabilities and entropies, one sample of a row per lane, and adds them to running sums. The sums over the
/// classes of one sample are in double precision, or in single for methods that are approximations anyway.
/// </summary>
internal static unsafe class SoftmaxKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes, Width = 16, Half = 8;

    /// <summary>Adds one sample of <see cref="MultiplyAccumulate.RowLanes"/> rows.</summary>
    /// <param name="logits">The logits, [class][lane]; overwritten.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="probabilitySums">Sums of probabilities, [class][lane].</param>
    /// <param name="entropySums">Sums of entropies in nats, [lane].</param>
    /// <param name="approximate">Whether sums over classes may be in single precision.</param>
    public static void Add(float* logits, int classes, double* probabilitySums, double* entropySums, bool approximate = false)
    {
        if (approximate)
            Add<SingleSums>(logits, classes, probabilitySums, entropySums);
        else
            Add<DoubleSums>(logits, classes, probabilitySums, entropySums);
    }

    /// <summary>Adds several samples of one row, one after the other, as so many calls of <see cref="Add"/> would.</summary>
    /// <param name="logits">The logits, [class][sample]; overwritten. Lanes without a sample may hold anything.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="samples">The number of samples, up to <see cref="MultiplyAccumulate.RowLanes"/>.</param>
    /// <param name="probabilitySums">The row's sums of probabilities, <see cref="MultiplyAccumulate.RowLanes"/> values apart.</param>
    /// <param name="entropySum">The row's sum of entropies in nats.</param>
    /// <param name="approximate">Whether sums over classes may be in single precision.</param>
    public static void AddSamples(float* logits, int classes, int samples, double* probabilitySums, double* entropySum, bool approximate = false)
    {
        if (approximate)
            AddSamples<SingleSums>(logits, classes, samples, probabilitySums, entropySum);
        else
            AddSamples<DoubleSums>(logits, classes, samples, probabilitySums, entropySum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TSums>(float* logits, int classes, double* probabilitySums, double* entropySums)
        where TSums : struct, ISums
    {
        for (int lane = 0; lane < Lanes; lane += Width)
        {
            Normalizer normalizer = Exponentiate<TSums>(logits + lane, classes);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSamples<TSums>(float* logits, int classes, int samples, double* probabilitySums, double* entropySum)
        where TSums : struct, ISums
    {
        double* terms = stackalloc double[Width];
        for (int lane = 0; lane < samples; lane += Width)
        {
            int count = Math.Min(Width, samples - lane);
            Normalizer normalizer = Exponentiate<TSums>(logits + lane, classes);
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
    private static Normalizer Exponentiate<TSums>(float* logits, int classes)
        where TSums : struct, ISums
    {
        Vector512<float> largest = Vector512.Load(logits);
        for (int i = 1; i < classes; i++)
            largest = Vector512.MaxNative(largest, Vector512.Load(logits + i * Lanes));

        TSums sums = default;
        for (int i = 0; i < classes; i++)
        {
            Vector512<float> shifted = Vector512.Load(logits + i * Lanes) - largest;
            Vector512<float> exponential = VectorMath.ExpOfNonPositive(shifted);
            exponential.Store(logits + i * Lanes);
            // What underflowed to 0 weighs nothing, however far below it is; 0·(−∞) would be NaN.
            sums.Add(exponential, Vector512.ConditionalSelect(Vector512.Equals(exponential, Vector512<float>.Zero), Vector512<float>.Zero, shifted));
        }

        return sums.Normalize();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* sums, Vector512<double> values) => (Vector512.Load(sums) + values).Store(sums);

    private static double AddInOrder(double sum, double* terms, int count)
    {
        for (int i = 0; i < count; i++)
            sum += terms[i];
        return sum;
    }

    /// <summary>The sums of the exponentials, and of the exponentials times their exponents, over the classes of sixteen lanes.</summary>
    private interface ISums
    {
        void Add(Vector512<float> exponential, Vector512<float> exponent);

        Normalizer Normalize();
    }

    /// <summary>Rounding in single precision would grow with the classes and look like disagreement between samples.</summary>
    private struct DoubleSums : ISums
    {
        private Vector512<double> lower, upper, lowerWeighted, upperWeighted;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<float> exponential, Vector512<float> exponent)
        {
            (Vector512<double> lowerTerm, Vector512<double> upperTerm) = Vector512.Widen(exponential);
            (Vector512<double> lowerExponent, Vector512<double> upperExponent) = Vector512.Widen(exponent);
            lower += lowerTerm;
            upper += upperTerm;
            lowerWeighted = Vector512.FusedMultiplyAdd(lowerTerm, lowerExponent, lowerWeighted);
            upperWeighted = Vector512.FusedMultiplyAdd(upperTerm, upperExponent, upperWeighted);
        }

        // H = −Σ p ln p with ln p = exponent − ln Σ.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Normalizer Normalize()
        {
            Vector512<double> lowerInverse = Vector512<double>.One / lower, upperInverse = Vector512<double>.One / upper;
            return new(lowerInverse, upperInverse, VectorMath.Log(lower) - lowerWeighted * lowerInverse, VectorMath.Log(upper) - upperWeighted * upperInverse);
        }
    }

    private struct SingleSums : ISums
    {
        private Vector512<float> sum, weighted;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<float> exponential, Vector512<float> exponent)
        {
            sum += exponential;
            weighted = Vector512.FusedMultiplyAdd(exponential, exponent, weighted);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Normalizer Normalize()
        {
            Vector512<float> inverse = Vector512<float>.One / sum;
            (Vector512<double> lowerInverse, Vector512<double> upperInverse) = Vector512.Widen(inverse);
            (Vector512<double> lowerEntropy, Vector512<double> upperEntropy) = Vector512.Widen(Vector512.FusedMultiplyAdd(-weighted, inverse, VectorMath.Log(sum)));
            return new(lowerInverse, upperInverse, lowerEntropy, upperEntropy);
        }
    }

    /// <summary>What turns the exponentials of sixteen lanes into probabilities, and their entropies.</summary>
    private readonly record struct Normalizer(Vector512<double> LowerInverse, Vector512<double> UpperInverse, Vector512<double> LowerEntropy, Vector512<double> UpperEntropy);
}
