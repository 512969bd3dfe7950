namespace Microsoft.ML.Bayesian;

/// <summary>Entropies in nats, and the decomposition of uncertainty from sums over samples.</summary>
internal static class Entropy
{
    // Samples that agree differ from their mean by no more than this: a sample's entropy takes ln p from the logits, the mean's from
    // probabilities whose exponentials have this relative error (the bound that the tests of VectorMath hold them to).
    private const double Rounding = 3e-7;

    /// <summary>−p ln p, which is 0 at p = 0.</summary>
    public static double Term(double probability) => probability > 0 ? -probability * Math.Log(probability) : 0;

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
