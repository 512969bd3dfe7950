using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace BayesianML.Samples;

/// <summary>What the benchmark says about one quantized model: the figures of any model, and how they compare with the float32 model's. The names are those of the JSON file.</summary>
internal sealed record QuantizedFigures : Figures
{
    /// <param name="quantization">How the model was quantized.</param>
    /// <param name="before">The figures of the float32 model, with as many samples.</param>
    /// <param name="after">The figures of the quantized model.</param>
    /// <param name="time">How long it took to quantize, or to train with quantization in the loop.</param>
    [SetsRequiredMembers]
    public QuantizedFigures(QuantizationCase quantization, Figures before, Figures after, TimeSpan time) : base(after)
    {
        Quantization = quantization;
        RelativeError = RelativeErrors.Between(before, after);
        MeanRelativeError = RelativeError.Mean();
        WorstRelativeError = RelativeError.Worst();
        Seconds = time.TotalSeconds;
    }

    [JsonIgnore]
    public QuantizationCase Quantization { get; }

    public string Scheme => Quantization.Scheme;

    public int MeanBits => Quantization.MeanBits;

    public int DeviationBits => Quantization.DeviationBits;

    public int SampleBits => Quantization.SampleBits;

    public bool Aware => Quantization.Aware;

    public RelativeErrors RelativeError { get; }

    public double MeanRelativeError { get; }

    public double WorstRelativeError { get; }

    public double Seconds { get; }
}
