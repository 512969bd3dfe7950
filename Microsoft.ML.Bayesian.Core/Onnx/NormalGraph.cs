namespace Microsoft.ML.Bayesian;

/// <summary><see cref="NormalMath"/> as nodes. The operator Erf would be shorter, but 1 − erf(u) has no digits left where the tail is small.</summary>
internal static class NormalGraph
{
    /// <summary>The standard deviation of a variance, never 0, so that it may divide.</summary>
    public static OnnxValue Deviation(OnnxValue variance) => variance.Apply("Sqrt").Max(1e-18f);

    /// <summary>See <see cref="NormalMath.DensityAndTail"/>; 0 ≤ u ≤ 20.</summary>
    public static (OnnxValue Density, OnnxValue Tail) DensityAndTail(OnnxValue u)
    {
        OnnxValue density = (u * u * -0.5f).Apply("Exp") * 0.39894228f, t = 1f / (u * 0.2316419f + 1f);
        OnnxValue series = ((((t * 1.330274429f - 1.821255978f) * t + 1.781477937f) * t - 0.356563782f) * t + 0.319381530f) * t;
        return (density, density * series);
    }

    /// <summary>See <see cref="NormalMath.Excess"/>.</summary>
    public static (OnnxValue Excess, OnnxValue Tail, OnnxValue Product) Excess(OnnxValue u)
    {
        u = u.Min(NormalMath.Farthest);
        (OnnxValue density, OnnxValue tail) = DensityAndTail(u);
        OnnxValue excess = (density - u * tail).Max(0);
        return (excess, tail, excess * (u + excess));
    }
}
