using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Mean and variance of the larger of two independent Gaussians (Clark, 1961), with the difference of the means counted from the larger
/// one, so that nothing cancels: with θ² = v₁ + v₂, u = (m₁ − m₂)/θ ≥ 0 and E = φ(u) − u·Q(u), the mean is m₁ + θE and the variance
/// v₁ + (v₂ − v₁)·Q(u) − θ²·E·(u + E).
/// </summary>
internal static class MaximumMoments
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Mean, Vector512<float> Variance) Of(
        Vector512<float> firstMean, Vector512<float> firstVariance, Vector512<float> secondMean, Vector512<float> secondVariance)
    {
        Vector512<float> swapped = Vector512.GreaterThan(secondMean, firstMean);
        Vector512<float> largerVariance = Vector512.ConditionalSelect(swapped, secondVariance, firstVariance);
        Vector512<float> smallerVariance = Vector512.ConditionalSelect(swapped, firstVariance, secondVariance);
        Vector512<float> sum = firstVariance + secondVariance, deviation = NormalMath.Deviation(sum);
        (Vector512<float> excess, Vector512<float> tail, Vector512<float> product) = NormalMath.Excess(Vector512.Abs(firstMean - secondMean) / deviation);
        Vector512<float> variance = Vector512.FusedMultiplyAdd(smallerVariance - largerVariance, tail, largerVariance) - sum * product;
        return (Vector512.FusedMultiplyAdd(deviation, excess, Vector512.Max(firstMean, secondMean)), Vector512.Max(variance, Vector512<float>.Zero));
    }
}
