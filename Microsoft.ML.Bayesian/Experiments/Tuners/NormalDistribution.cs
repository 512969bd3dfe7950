namespace Microsoft.ML.Bayesian;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>The probability of less than x, to 1e-7 (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.2.17).</summary>
    public static double Cumulative(double x)
    {
        double t = 1 / (1 + 0.2316419 * Math.Abs(x));
        double upper = Density(x) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return x < 0 ? upper : 1 - upper;
    }

    /// <summary>The x that a probability p of less belongs to, by bisection.</summary>
    public static double Quantile(double p)
    {
        double low = -9, high = 9;
        while (high - low > 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
