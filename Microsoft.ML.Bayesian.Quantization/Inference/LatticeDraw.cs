using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Draws whole numbers for weights that are given in steps of their grid: centre c = μ/D and spread s = σ/D. Sixteen at a time;
/// plain multiplications, one fused multiply–add, square roots and roundings, so that draws are the same on every machine.
/// </summary>
internal static class LatticeDraw
{
    /// <summary>The largest number that a draw can be: what 8 bits hold.</summary>
    public const int Reach = sbyte.MaxValue;

    /// <summary>The least share of its own variance that Sheppard's correction leaves a draw.</summary>
    public const float NarrowestVariance = 0.2f * 0.2f;

    /// <summary>Draws by a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="centre">The means in steps.</param>
    /// <param name="spread">The standard deviations in steps.</param>
    /// <param name="normal">Standard normal draws.</param>
    /// <param name="uniform">Uniform draws in [0, 1), independent of the normal ones; used by <see cref="DrawRule.Matched"/> alone.</param>
    /// <param name="reach">Draws are clipped to −reach … reach.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Draw(DrawRule rule, Vector512<float> centre, Vector512<float> spread, Vector512<float> normal, Vector512<float> uniform, Vector512<float> reach)
    {
        Vector512<float> drawn = rule switch
        {
            DrawRule.Matched => Matched(centre, spread, normal, uniform),
            DrawRule.SheppardCorrected => Vector512.Round(Vector512.FusedMultiplyAdd(Narrowed(spread), normal, centre)),
            _ => Vector512.Round(Vector512.FusedMultiplyAdd(spread, normal, centre)),
        };
        return Vector512.ConvertToInt32(Vector512.Max(Vector512.Min(drawn, reach), -reach));
    }

    private static Vector512<float> Narrowed(Vector512<float> spread)
    {
        Vector512<float> variance = spread * spread;
        return Vector512.Sqrt(Vector512.Max(variance - Vector512.Create(1f / 12), variance * Vector512.Create(NarrowestVariance)));
    }

    /// <summary>
    /// With n the whole number nearest to c and δ = c − n: narrow weights take n − 1, n or n + 1 with probabilities that give the mean c and the
    /// variance s², which is possible where s² ≥ |δ|(1 − |δ|) and s² + δ² ≤ 1; where s² is smaller, the variance is |δ|(1 − |δ|), the least that a grid allows.
    /// Wide weights take a normal draw of variance s² − 1/6, rounded up or down at random, which adds 1/6 up to 10⁻⁵.
    /// </summary>
    private static Vector512<float> Matched(Vector512<float> centre, Vector512<float> spread, Vector512<float> normal, Vector512<float> uniform)
    {
        Vector512<float> nearest = Vector512.Round(centre), offset = centre - nearest, variance = spread * spread;
        Vector512<float> second = Vector512.Max(variance + offset * offset, Vector512.Abs(offset));
        Vector512<float> half = Vector512.Create(0.5f), one = Vector512<float>.One;
        Vector512<float> above = (second + offset) * half, below = (second - offset) * half;
        Vector512<float> step = (Vector512.LessThan(uniform, above) & one) - (Vector512.GreaterThanOrEqual(uniform, one - below) & one);
        Vector512<float> narrow = nearest + step;

        Vector512<float> width = Vector512.Sqrt(Vector512.Max(variance - Vector512.Create(1f / 6), Vector512<float>.Zero));
        Vector512<float> wide = Vector512.Floor(Vector512.FusedMultiplyAdd(width, normal, centre) + uniform);
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(second, one), narrow, wide);
    }
}
