namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Chooses the range of the levels for a layer's standard deviations by what they do to its outputs. The distance between N(μ, σ²) and
/// N(μ, σ̂²) is |σ̂ − σ| (Wasserstein), and a weight's share in the output grows with the mean square of its input, so that
/// Σ E[x²]·(σ̂ − σ)² is made least over a grid of quantiles. Fixed percentiles would clip the narrowest weights, which often have the largest inputs.
/// </summary>
internal static class DeviationRange
{
    private static readonly double[] Tails = [0, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05];

    /// <summary>Fits the levels.</summary>
    /// <param name="deviations">The standard deviations, row by row.</param>
    /// <param name="weights">The mean square of the input of each tap, again for every row.</param>
    /// <param name="bits">The bits of a standard deviation.</param>
    public static LogarithmicQuantizer Fit(ReadOnlySpan<float> deviations, double[] weights, int bits)
    {
        LogarithmicQuantizer best = LogarithmicQuantizer.Fit(deviations, bits, 0);
        float[] sorted = deviations.ToArray();
        Array.Sort(sorted);
        float At(double quantile) => sorted[(int)Math.Round(quantile * (sorted.Length - 1))];
        double least = Error(deviations, weights, best);
        foreach (double lowTail in Tails)
        {
            foreach (double highTail in Tails)
            {
                LogarithmicQuantizer candidate = LogarithmicQuantizer.Fit([At(lowTail), At(1 - highTail)], bits, 0);
                double error = Error(deviations, weights, candidate);
                if (error < least)
                    (best, least) = (candidate, error);
            }
        }

        return best;
    }

    private static double Error(ReadOnlySpan<float> deviations, double[] weights, LogarithmicQuantizer quantizer)
    {
        double sum = 0;
        for (int i = 0; i < deviations.Length; i++)
        {
            double error = (double)quantizer.Quantize(deviations[i]) - deviations[i];
            sum += weights[i % weights.Length] * error * error;
        }

        return sum;
    }
}
