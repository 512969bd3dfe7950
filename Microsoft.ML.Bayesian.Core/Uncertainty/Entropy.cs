using System.Buffers;

namespace Microsoft.ML.Bayesian;

/// <summary>Entropies in nats, and the decomposition of uncertainty from sums over samples.</summary>
internal static class Entropy
{
    // Samples that agree differ from their mean by no more than this: a sample's entropy takes ln p from the logits, the mean's from
    // probabilities whose exponentials have this relative error (the bound that the tests of VectorMath hold them to).
    private const double Rounding = 3e-7;

    private const int StackClasses = 256;

    /// <summary>−p ln p, which is 0 at p = 0.</summary>
    public static double Term(double probability) => probability > 0 ? -probability * Math.Log(probability) : 0;

    /// <summary>Adds one sample, given as logits, to the sums of one row; the largest logit is subtracted before any exponential.</summary>
    /// <param name="logits">The logits of the classes, <paramref name="stride"/> values apart.</param>
    /// <param name="stride">The distance from one class to the next.</param>
    /// <param name="probabilitySums">One running sum per class.</param>
    /// <param name="entropySum">The running sum of entropies.</param>
    public static void AddLogits(ReadOnlySpan<float> logits, int stride, Span<double> probabilitySums, ref double entropySum)
    {
        int classes = probabilitySums.Length;
        float largest = float.NegativeInfinity;
        for (int i = 0; i < classes; i++)
            largest = Math.Max(largest, logits[i * stride]);

        float[]? rented = classes > StackClasses ? ArrayPool<float>.Shared.Rent(classes) : null;
        Span<float> exponentials = rented ?? stackalloc float[StackClasses];
        // Sums in double precision: their rounding would grow with the classes and look like disagreement between samples.
        double sum = 0, weighted = 0;
        for (int i = 0; i < classes; i++)
        {
            float shifted = logits[i * stride] - largest;
            float exponential = MathF.Exp(shifted);
            exponentials[i] = exponential;
            sum += exponential;
            // What underflowed to 0 weighs nothing, however far below it is; 0·(−∞) would be NaN.
            weighted += exponential == 0 ? 0 : (double)exponential * shifted;
        }

        for (int i = 0; i < classes; i++)
            probabilitySums[i] += exponentials[i] / sum;
        // H = −Σ p ln p with ln p = shifted − ln Σ.
        entropySum += Math.Log(sum) - weighted / sum;
        if (rented is not null)
            ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Turns the sums of one row, one class beside the other, into its uncertainty.</summary>
    public static PredictiveUncertainty Decompose(ReadOnlySpan<double> probabilitySums, double entropySum, int sampleCount) =>
        Decompose(probabilitySums, 1, entropySum, sampleCount);

    /// <summary>Turns the sums of one row over all samples into its uncertainty.</summary>
    /// <param name="probabilitySums">The sums of the class probabilities, <paramref name="stride"/> values apart.</param>
    /// <param name="stride">The distance from one class to the next.</param>
    /// <param name="entropySum">The sum of the samples' entropies.</param>
    /// <param name="sampleCount">The number of samples.</param>
    public static PredictiveUncertainty Decompose(ReadOnlySpan<double> probabilitySums, int stride, double entropySum, int sampleCount)
    {
        double total = 0, aleatoric = Math.Max(0, entropySum / sampleCount);
        for (int i = 0; i < probabilitySums.Length; i += stride)
            total += Term(probabilitySums[i] / sampleCount);
        // Jensen's inequality makes total at least aleatoric; rounding does not, and samples that agree must give exactly 0.
        double epistemic = total - aleatoric;
        if (epistemic < Rounding || sampleCount == 1)
            epistemic = 0;
        return new((float)(aleatoric + epistemic), (float)epistemic, (float)aleatoric);
    }
}
