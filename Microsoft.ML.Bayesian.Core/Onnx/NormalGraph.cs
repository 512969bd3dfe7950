namespace Microsoft.ML.Bayesian;

/// <summary><see cref="NormalMath"/> as nodes. The operator Erf would be shorter, but 1 − erf(u) has no digits left where the tail is small.</summary>
internal static class NormalGraph
{
    /// <summary>The standard deviation of a variance, never 0, so that it may divide.</summary>
    public static OnnxValue Deviation(OnnxValue variance) => variance.Apply("Sqrt").Max(1e-18f);

    /// <summary>See <see cref="NormalMath.DensityAndTail"/>; 0 ≤ u ≤ 20.</summary>
    public static (OnnxValue Density, OnnxValue Tail) DensityAndTail(OnnxValue u)
    {
        OnnxValue density = (u * u * -0.5f).Apply("Exp") * NormalMath.DensityAtZero, t = 1f / (u * NormalMath.TailScaling + 1f);
        OnnxValue series = ((((t * NormalMath.Tail5 + NormalMath.Tail4) * t + NormalMath.Tail3) * t + NormalMath.Tail2) * t + NormalMath.Tail1) * t;
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
