namespace Microsoft.ML.Bayesian;

/// <summary>Entropies in nats, and the sums that the decomposition of uncertainty streams.</summary>
internal static class Entropy
{
    /// <summary>−p ln p, which is 0 at p = 0.</summary>
    public static double Term(double probability) => probability > 0 ? -probability * Math.Log(probability) : 0;

    /// <summary>Adds one sample, given as logits, to the sums of one row; the largest logit is subtracted before any exponential.</summary>
    /// <param name="logits">The logits of the classes, <paramref name="stride"/> values apart.</param>
    /// <param name="stride">The distance from one class to the next.</param>
    /// <param name="probabilitySums">One running sum per class.</param>
    /// <param name="entropySum">The running sum of entropies.</param>
    public static void AddLogits(ReadOnlySpan<float> logits, int stride, Span<double> probabilitySums, ref double entropySum)
    {
        float largest = float.NegativeInfinity;
        for (int i = 0; i < probabilitySums.Length; i++)
            largest = Math.Max(largest, logits[i * stride]);

        Span<float> exponentials = stackalloc float[Math.Min(probabilitySums.Length, 256)];
        if (probabilitySums.Length > exponentials.Length)
            exponentials = new float[probabilitySums.Length];
        float sum = 0, weighted = 0;
        for (int i = 0; i < probabilitySums.Length; i++)
        {
            float shifted = logits[i * stride] - largest;
            float exponential = MathF.Exp(shifted);
            exponentials[i] = exponential;
            sum += exponential;
            weighted += exponential * Math.Max(shifted, -200f); // e⁻²⁰⁰ is 0 in single precision, and 0·(−∞) would be NaN
        }

        for (int i = 0; i < probabilitySums.Length; i++)
            probabilitySums[i] += exponentials[i] / sum;
        // H = −Σ p ln p with ln p = shifted − ln Σ.
        entropySum += Math.Max(0, MathF.Log(sum) - weighted / sum);
    }

    /// <summary>Turns the sums of one row into its uncertainty.</summary>
    public static PredictiveUncertainty Decompose(ReadOnlySpan<double> probabilitySums, double entropySum, int sampleCount)
    {
        double total = 0, aleatoric = entropySum / sampleCount;
        foreach (double sum in probabilitySums)
            total += Term(sum / sampleCount);
        // Jensen's inequality makes total at least aleatoric; rounding does not, and a single sample must give exactly 0.
        double epistemic = Math.Max(0, total - aleatoric);
        if (sampleCount == 1 || epistemic < 1e-7)
            epistemic = 0;
        total = Math.Max(0, aleatoric + epistemic);
        return new((float)total, (float)epistemic, (float)(total - epistemic));
    }
}
