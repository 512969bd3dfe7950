namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>How a drawn weight comes onto the grid of integers. The numbers are part of the model file format.</summary>
public enum DrawRule
{
    /// <summary>Draw from N(μ, σ²), then round to nearest: rounding adds to the variance of narrow weights or freezes them. For comparison.</summary>
    Nearest = 0,

    /// <summary>
    /// Draw with the variance max(σ² − D²/12, (σ/5)²), then round to nearest (D is the step): rounding adds D²/12 on average
    /// (Sheppard's correction), so that together they keep the variance of all but the narrowest weights.
    /// </summary>
    SheppardCorrected = 1,

    /// <summary>
    /// Draw grid points whose mean and variance are exactly those of the weight, wherever the grid allows. Grid points may lie beyond the
    /// range of the sample bits, as far as 8 bits reach, so that weights that stayed at the prior keep their spread.
    /// </summary>
    Matched = 2,
}
