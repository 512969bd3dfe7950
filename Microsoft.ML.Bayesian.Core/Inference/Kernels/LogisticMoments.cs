using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Moments of the logistic function σ of a Gaussian z ~ N(m, v). The logistic distribution is a mixture of centred normals whose standard
/// deviation is twice a Kolmogorov variate (Andrews and Mallows, 1974). Nine of them, by the trapezoidal rule over the logarithm of the
/// standard deviation, give σ(x) = Σ wᵢ·Φ(x/τᵢ) within 3·10⁻⁷, hence E[σ(z)] = Σ wᵢ·Φ(m/√(τᵢ² + v)), and its derivatives by m.
/// </summary>
internal static class LogisticMoments
{
    // Below this variance its Hermite series gives the variance of σ(z), above it the difference of E[σ²] and E[σ]².
    internal const float SmallVariance = 0.3f;

    /// <summary>The variances τᵢ² of the mixture.</summary>
    internal static ReadOnlySpan<float> Variances => [0.4096f, 0.672116333f, 1.10288175f, 1.80972861f, 2.96960001f, 4.87284340f, 7.99589271f, 13.1205324f, 21.5296f];

    /// <summary>The weights wᵢ of the mixture.</summary>
    internal static ReadOnlySpan<float> Weights => [0.000262390856f, 0.0134198408f, 0.107084069f, 0.268893826f, 0.317707596f, 0.210532346f, 0.0726767184f, 0.00919791021f, 0.000225303456f];

    public static GaussianMoments Of(Vector512<float> mean, Vector512<float> variance)
    {
        // E[σ] at −|m|; E[σ′], E[σ″] and E[σ‴] at m, up to sign.
        Vector512<float> size = Vector512.Abs(mean), small = Vector512<float>.Zero, first = small, second = small, third = small;
        for (int i = 0; i < Weights.Length; i++)
        {
            Vector512<float> inverse = Vector512<float>.One / Vector512.Sqrt(variance + Vector512.Create(Variances[i]));
            Vector512<float> u = Vector512.Min(size * inverse, Vector512.Create(NormalMath.Farthest)), weight = Vector512.Create(Weights[i]);
            (Vector512<float> density, Vector512<float> tail) = NormalMath.DensityAndTail(u);
            small = Vector512.FusedMultiplyAdd(weight, tail, small);
            density *= weight * inverse;
            first += density;
            density *= inverse;
            second = Vector512.FusedMultiplyAdd(density, u, second);
            third = Vector512.FusedMultiplyAdd(density * inverse, Vector512.FusedMultiplyAdd(u, u, -Vector512<float>.One), third);
        }

        // Var f(z) = Σₖ vᵏ/k!·E[f⁽ᵏ⁾(z)]²; and σ² = σ − σ′, which makes E[σ²] of what is there.
        Vector512<float> series = Vector512.FusedMultiplyAdd(third * third, variance * Vector512.Create(1f / 6), second * second * Vector512.Create(0.5f));
        series = Vector512.FusedMultiplyAdd(series, variance, first * first) * variance;
        Vector512<float> difference = Vector512.Max(Vector512.FusedMultiplyAdd(-small, small, small) - first, Vector512<float>.Zero);
        return new(
            Vector512.ConditionalSelect(Vector512.GreaterThan(mean, Vector512<float>.Zero), Vector512<float>.One - small, small),
            Vector512.ConditionalSelect(Vector512.LessThan(variance, Vector512.Create(SmallVariance)), series, difference),
            first);
    }
}
