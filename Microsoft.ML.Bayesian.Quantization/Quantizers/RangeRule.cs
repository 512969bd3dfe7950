namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>How the range of a quantizer is chosen from the numbers that it is to serve. The numbers are part of the model file format.</summary>
public enum RangeRule
{
    /// <summary>The range with the least squared error, among shares from 15 % to 100 % of the largest magnitude.</summary>
    LeastSquaredError = 0,

    /// <summary>From the smallest to the largest number, so that nothing is clipped.</summary>
    MinMax = 1,

    /// <summary>The 99.9th percentile of the magnitudes: the largest ones are clipped.</summary>
    Percentile = 2,
}
