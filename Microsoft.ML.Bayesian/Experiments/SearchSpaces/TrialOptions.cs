using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Bayesian;

/// <summary>What a trial can choose besides the options of the trainer: the size of the network, and how it is made small after training.</summary>
/// <example><code>var space = SearchSpace.Of&lt;TrialOptions&gt;(nameof(TrialOptions.UnitsPerLayer), nameof(TrialOptions.QuantizationScheme));</code></example>
public sealed record TrialOptions
{
    /// <summary>The <see cref="QuantizationScheme"/> that leaves the model in single precision.</summary>
    public const string NoQuantization = "none";

    /// <summary>The number of hidden layers of the perceptron; 2 unless given.</summary>
    [Range(1, 3, init: 2)]
    public int HiddenLayers { get; init; } = 2;

    /// <summary>The units of each hidden layer of the perceptron; 100 unless given.</summary>
    [Range(16, 256, init: 100, logBase: true)]
    public int UnitsPerLayer { get; init; } = 100;

    /// <summary>"none", or the name of the <see cref="Quantization.QuantizationScheme"/> that the trained model is quantized with; "none" unless given.</summary>
    [Choice(new object[] { NoQuantization, nameof(Quantization.QuantizationScheme.Variational), nameof(Quantization.QuantizationScheme.Joint) }, NoQuantization)]
    public string QuantizationScheme { get; init; } = NoQuantization;

    /// <summary>The bits of means, standard deviations and drawn weights, as far as the scheme quantizes them; 4 unless given. Without a scheme it means nothing.</summary>
    [Range(2, 8, init: 4)]
    public int QuantizationBits { get; init; } = 4;
}
