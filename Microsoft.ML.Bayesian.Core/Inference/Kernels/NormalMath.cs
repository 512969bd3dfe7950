using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>What the moments of functions of Gaussians are made of, as <see cref="VectorMath"/>: the same bits everywhere.</summary>
internal static class NormalMath
{
    /// <summary>Further out nothing is left of the tail in single precision, and nothing overflows.</summary>
    public const float Farthest = 20;

    /// <summary>φ(0).</summary>
    public const float DensityAtZero = 0.39894228f;

    /// <summary>The tail is φ(u)·(a₁·t + … + a₅·t⁵) with t = 1/(1 + p·u): p, and a₁ to a₅. Abramowitz and Stegun, formula 26.2.17.</summary>
    public const float TailScaling = 0.2316419f, Tail1 = 0.319381530f, Tail2 = -0.356563782f, Tail3 = 1.781477937f, Tail4 = -1.821255978f, Tail5 = 1.330274429f;

    /// <summary>
    /// Density φ(u) and upper tail Q(u) = 1 − Φ(u) for u ≥ 0; the tail by Abramowitz and Stegun, formula 26.2.17, within 3·10⁻⁷. What is
    /// farther out than 20 is taken for 20.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Density, Vector512<float> Tail) DensityAndTail(Vector512<float> u)
    {
        u = Vector512.Min(u, Vector512.Create(Farthest));
        Vector512<float> density = VectorMath.ExpOfNonPositive(u * u * Vector512.Create(-0.5f)) * Vector512.Create(DensityAtZero);
        Vector512<float> t = Vector512<float>.One / Vector512.FusedMultiplyAdd(u, Vector512.Create(TailScaling), Vector512<float>.One);
        Vector512<float> series = Vector512.Create(Tail5);
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(Tail4));
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(Tail3));
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(Tail2));
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(Tail1));
        return (density, density * (series * t));
    }

    /// <summary>
    /// What max(x, 0) has of a standard normal that is shifted down by u ≥ 0: E = φ(u) − u·Q(u), Q(u), and Var = Q(u) − E·(u + E).
    /// Shifted up by u it has E + u, 1 − Q(u) and 1 − Q(u) − E·(u + E).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Excess, Vector512<float> Tail, Vector512<float> Product) Excess(Vector512<float> u)
    {
        (Vector512<float> density, Vector512<float> tail) = DensityAndTail(u);
        u = Vector512.Min(u, Vector512.Create(Farthest));
        Vector512<float> excess = Vector512.Max(Vector512.FusedMultiplyAdd(-u, tail, density), Vector512<float>.Zero);
        return (excess, tail, excess * (u + excess));
    }

    /// <summary>The standard deviation of a variance, never 0, so that it may divide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Deviation(Vector512<float> variance) => Vector512.Max(Vector512.Sqrt(variance), Vector512.Create(1e-18f));
}
