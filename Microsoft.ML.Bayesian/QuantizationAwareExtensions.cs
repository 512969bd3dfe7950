using Microsoft.ML.Bayesian;
using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML;

/// <summary>Quantization-aware training in a pipeline.</summary>
/// <example>
/// <code>
/// var options = new SviClassificationTrainer.Options { Epochs = 20 };
/// QuantizationAwareTrainer four = mlContext.Bayesian.SviClassifier(options).WithQuantization(QuantizationScheme.Joint, bits: 4);
/// </code>
/// </example>
public static class QuantizationAwareExtensions
{
    /// <summary>Trains with quantization in the loop, so that the model is small as soon as it is fitted.</summary>
    /// <param name="trainer">The trainer, whose options the first part of the training keeps.</param>
    /// <param name="scheme">What is quantized: parameters, drawn weights, or both.</param>
    /// <param name="bits">
    /// The bits of means, standard deviations and drawn weights, 2 to 8, as far as the scheme quantizes them; unless given, 5, 3 and 8.
    /// </param>
    /// <returns>A trainer whose <c>Fit</c> gives the quantized model.</returns>
    /// <exception cref="ArgumentException">The bits are out of range; the message names it.</exception>
    public static QuantizationAwareTrainer WithQuantization(this SviClassificationTrainer trainer, QuantizationScheme scheme, int? bits = null) =>
        trainer.WithQuantization(bits is { } given ? QuantizationOptions.Uniform(scheme, given) : new QuantizationOptions { Scheme = scheme });

    /// <summary>Trains with quantization in the loop, with every option open.</summary>
    /// <param name="trainer">The trainer, whose options the first part of the training keeps.</param>
    /// <param name="options">What is quantized, to how many bits, and how.</param>
    /// <returns>A trainer whose <c>Fit</c> gives the quantized model.</returns>
    /// <exception cref="ArgumentException">An option is out of range or makes no sense beside another; the message names it.</exception>
    public static QuantizationAwareTrainer WithQuantization(this SviClassificationTrainer trainer, QuantizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(options);
        return new(trainer, options);
    }
}
