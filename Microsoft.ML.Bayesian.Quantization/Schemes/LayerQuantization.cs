namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Bits of one layer, where they differ from those of <see cref="QuantizationOptions"/>; null means the same.</summary>
/// <example><code>var first = new LayerQuantization { MeanBits = 5, StandardDeviationBits = 3 };</code></example>
public sealed record LayerQuantization
{
    /// <summary>The bits of a mean: 2 to 8, or 32.</summary>
    public int? MeanBits { get; init; }

    /// <summary>The bits of a standard deviation: 2 to 8, or 32.</summary>
    public int? StandardDeviationBits { get; init; }

    /// <summary>The bits of a drawn weight: 2 to 8.</summary>
    public int? SampleBits { get; init; }

    /// <summary>The bits of the values that come into the layer: 2 to 8.</summary>
    public int? ActivationBits { get; init; }
}
