namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>The normal distribution in double precision, by series and sums that need no table.</summary>
internal static class PlainNormal
{
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The probability of more than x: a power series near 0, a continued fraction far from it.</summary>
    public static double Tail(double x)
    {
        if (x < 0)
            return 1 - Tail(-x);
        if (x > 3)
        {
            double fraction = x;
            for (int k = 200; k >= 1; k--)
                fraction = x + k / fraction;
            return Density(x) / fraction;
        }

        double term = x, sum = x;
        for (int k = 1; k < 100; k++)
            sum += term *= x * x / (2 * k + 1);
        return 0.5 - Density(x) * sum;
    }

    /// <summary>Mean and variance of a function of a Gaussian, and its mean slope, by the trapezoidal rule.</summary>
    public static (double Mean, double Variance, double Gain) Moments(Func<double, double> function, double mean, double variance)
    {
        const int Steps = 40_000;
        double deviation = Math.Sqrt(variance), weights = 0, first = 0, second = 0, product = 0, center = function(mean);
        for (int step = 0; step <= Steps; step++)
        {
            double z = 24.0 * step / Steps - 12, weight = Density(z), value = function(mean + deviation * z) - center;
            weights += weight;
            first += weight * value;
            second += weight * value * value;
            product += weight * value * z;
        }

        first /= weights;
        return (center + first, Math.Max(0, second / weights - first * first), product / weights / deviation);
    }

    /// <summary>Mean and variance of the larger of two independent Gaussians (Clark, 1961), as the formulas stand there.</summary>
    public static (double Mean, double Variance) Maximum(double m1, double v1, double m2, double v2)
    {
        if (v1 + v2 == 0)
            return (Math.Max(m1, m2), 0);
        double theta = Math.Sqrt(v1 + v2), alpha = (m1 - m2) / theta;
        double mean = m1 * Tail(-alpha) + m2 * Tail(alpha) + theta * Density(alpha);
        double square = (m1 * m1 + v1) * Tail(-alpha) + (m2 * m2 + v2) * Tail(alpha) + (m1 + m2) * theta * Density(alpha);
        return (mean, square - mean * mean);
    }
}
