namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Chooses the range of the levels for a layer's standard deviations by what they do to its outputs: Σ (E[x²] + 0.3·mean E[x²])·(ln σ̂ − ln σ)² is
/// made least over a grid of quantiles. The mean square of a weight's input tells how much the weight matters; the second term keeps an eye on
/// inputs that calibration did not see, and others will. Fixed percentiles would clip the narrowest weights, which often have the
/// largest inputs; and with differences in place of logarithms the widest weights, which stayed at the prior, would take all levels.
/// </summary>
internal static class DeviationRange
{
    private const double UnseenShare = 0.3;

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
        double sum = 0, unseen = UnseenShare * weights.Average();
        for (int i = 0; i < deviations.Length; i++)
        {
            double error = Math.Log((double)quantizer.Quantize(deviations[i]) / deviations[i]);
            sum += (weights[i % weights.Length] + unseen) * error * error;
        }

        return sum;
    }
}
