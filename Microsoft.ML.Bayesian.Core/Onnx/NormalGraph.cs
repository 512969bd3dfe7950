namespace Microsoft.ML.Bayesian;

/// <summary><see cref="NormalMath"/> as nodes; the tail of the normal distribution comes from the operator Erf.</summary>
internal static class NormalGraph
{
    /// <summary>The standard deviation of a variance, never 0, so that it may divide.</summary>
    public static OnnxValue Deviation(OnnxValue variance) => variance.Apply("Sqrt").Max(1e-18f);

    /// <summary>Density φ(u) and upper tail Q(u) = ½·(1 − erf(u/√2)) for 0 ≤ u ≤ 20.</summary>
    public static (OnnxValue Density, OnnxValue Tail) DensityAndTail(OnnxValue u) => (
        (u * u * -0.5f).Apply("Exp") * 0.39894228f,
        (1f - (u * 0.70710678f).Apply("Erf")) * 0.5f);

    /// <summary>See <see cref="NormalMath.Excess"/>.</summary>
    public static (OnnxValue Excess, OnnxValue Tail, OnnxValue Product) Excess(OnnxValue u)
    {
        u = u.Min(NormalMath.Farthest);
        (OnnxValue density, OnnxValue tail) = DensityAndTail(u);
        OnnxValue excess = (density - u * tail).Max(0);
        return (excess, tail, excess * (u + excess));
    }
}
