namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>A figure of merit before and after quantization.</summary>
/// <param name="Name">What is measured, as the report prints it.</param>
/// <param name="Before">The figure of the single-precision model.</param>
/// <param name="After">The figure of the quantized model, with the same seed.</param>
/// <param name="Noise">How much the single-precision model's figure moves when its draws are made with another seed: |difference|. A drift below this is none.</param>
public sealed record QuantizedFigure(string Name, double Before, double After, double Noise)
{
    /// <summary>After less before, in the unit of the figure.</summary>
    public double Drift => After - Before;
}
