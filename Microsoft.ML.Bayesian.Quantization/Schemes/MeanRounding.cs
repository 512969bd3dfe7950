namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>How means come onto their levels.</summary>
public enum MeanRounding
{
    /// <summary>Each mean to the nearest level.</summary>
    Nearest = 0,

    /// <summary>
    /// One mean after the other, each making up for the errors of those before it, so that the layer's outputs on the calibration rows
    /// change least (optimal brain quantization, in the order of the inputs as GPTQ does it).
    /// </summary>
    Calibrated = 1,
}
