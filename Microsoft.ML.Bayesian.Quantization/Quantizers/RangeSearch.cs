namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>What the quantizers share in choosing their range.</summary>
internal static class RangeSearch
{
    private const int Shares = 35;
    private const double LeastShare = 0.15;
    private const double Percentile = 0.999;

    /// <summary>The share of the full range that a rule takes.</summary>
    /// <param name="values">The numbers that the quantizer is to serve.</param>
    /// <param name="largest">The largest magnitude among them.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="atShare">The quantizer that a share of the full range gives.</param>
    public static double Share(ReadOnlySpan<float> values, float largest, RangeRule rule, Func<double, Quantizer> atShare) => rule switch
    {
        RangeRule.MinMax => 1,
        RangeRule.Percentile => Quantile(Magnitudes(values), Percentile) is var quantile and > 0 ? quantile / largest : 1,
        RangeRule.LeastSquaredError => LeastError(values, atShare),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, $"There is no range rule {rule}."),
    };

    /// <summary>The nearest-rank quantile; 0 where there are no numbers.</summary>
    public static float Quantile(float[] values, double probability)
    {
        if (values.Length == 0)
            return 0;
        Array.Sort(values);
        return values[(int)Math.Clamp(Math.Ceiling(probability * values.Length) - 1, 0, values.Length - 1)];
    }

    public static float LargestMagnitude(ReadOnlySpan<float> values)
    {
        float largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"Value {i} is {values[i]}; a range can only be fitted to finite numbers.", nameof(values));
            largest = MathF.Max(largest, MathF.Abs(values[i]));
        }

        return largest;
    }

    private static float[] Magnitudes(ReadOnlySpan<float> values)
    {
        float[] magnitudes = values.ToArray();
        for (int i = 0; i < magnitudes.Length; i++)
            magnitudes[i] = MathF.Abs(magnitudes[i]);
        return magnitudes;
    }

    // The full range comes first, so that it wins a tie.
    private static double LeastError(ReadOnlySpan<float> values, Func<double, Quantizer> atShare)
    {
        double best = 1, least = double.PositiveInfinity;
        for (int i = 0; i < Shares; i++)
        {
            double share = 1 - i * (1 - LeastShare) / (Shares - 1), error = SquaredError(values, atShare(share));
            if (error < least)
                (best, least) = (share, error);
        }

        return best;
    }

    private static double SquaredError(ReadOnlySpan<float> values, Quantizer quantizer)
    {
        double sum = 0;
        foreach (float value in values)
        {
            double error = (double)value - quantizer.Quantize(value);
            sum += error * error;
        }

        return sum;
    }
}
