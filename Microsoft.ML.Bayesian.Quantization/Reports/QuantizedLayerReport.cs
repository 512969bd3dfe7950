namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>What quantization did to one layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="MeanBits">The bits of a mean; 32 where means were left alone.</param>
/// <param name="StandardDeviationBits">The bits of a standard deviation; 32 where they were left alone.</param>
/// <param name="SampleBits">The bits of a drawn weight; 32 where weights are drawn in single precision.</param>
/// <param name="ActivationBits">The bits of the layer's inputs; 32 where they stay in single precision.</param>
/// <param name="MeanBytesBefore">The bytes of the weights' means before.</param>
/// <param name="MeanBytesAfter">The bytes of the weights' means after, steps included.</param>
/// <param name="StandardDeviationBytesBefore">The bytes of the weights' standard deviations before.</param>
/// <param name="StandardDeviationBytesAfter">The bytes of the weights' standard deviations after, tables and factors included.</param>
/// <param name="BiasBytesBefore">The bytes of the biases' means and standard deviations before.</param>
/// <param name="BiasBytesAfter">The bytes of the biases' means and standard deviations after.</param>
/// <param name="MeanError">The root mean square of the means' change, in standard deviations of the weights: √mean((μ̂ − μ)²/σ²).</param>
/// <param name="StandardDeviationError">The root mean square of the relative change of the standard deviations.</param>
/// <param name="DrawnDeviationRatios">
/// The standard deviation of drawn weights over that of the single-precision posterior, pooled over each fifth of the weights from
/// the narrowest to the widest. 1 is right; accuracy alone would not show a collapse.
/// </param>
public sealed record QuantizedLayerReport(
    string Layer,
    int MeanBits,
    int StandardDeviationBits,
    int SampleBits,
    int ActivationBits,
    long MeanBytesBefore,
    long MeanBytesAfter,
    long StandardDeviationBytesBefore,
    long StandardDeviationBytesAfter,
    long BiasBytesBefore,
    long BiasBytesAfter,
    double MeanError,
    double StandardDeviationError,
    IReadOnlyList<double> DrawnDeviationRatios);
