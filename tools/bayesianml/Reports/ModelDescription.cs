using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.CommandLine;

/// <summary>What <c>bayesianml info</c> says about a model. The names are those of its JSON.</summary>
internal sealed record ModelDescription
{
    public required string File { get; init; }

    public required NetworkSummary Network { get; init; }

    public required float PriorStandardDeviation { get; init; }

    /// <summary>Variational, Sampled or Joint; Float32 where nothing is quantized.</summary>
    public required string Scheme { get; init; }

    public required ByteSummary Bytes { get; init; }

    public required IReadOnlyList<LayerDescription> Layers { get; init; }

    public required InputNormalization? InputNormalization { get; init; }

    public required InferenceSummary Inference { get; init; }

    public required IReadOnlyList<string>? ClassNames { get; init; }

    public static ModelDescription Of(BayesianModel model, string path)
    {
        Posterior posterior = model.Posterior;
        bool isPacked = posterior.Tensors.Any(tensor => tensor.Mean is PackedStorage || tensor.StandardDeviation is PackedStorage);
        return new()
        {
            File = path,
            Network = new(posterior.Network.InputShape.ToDimensions(), posterior.Network.ClassCount, posterior.Network.ParameterCount),
            PriorStandardDeviation = posterior.Prior.StandardDeviation,
            Scheme = (isPacked, posterior.Sampling) switch
            {
                (false, null) => "Float32",
                (true, null) => nameof(QuantizationScheme.Variational),
                (false, _) => nameof(QuantizationScheme.Sampled),
                _ => nameof(QuantizationScheme.Joint),
            },
            Bytes = new(
                new FileInfo(path).Length,
                posterior.ByteCount,
                posterior.Tensors.Sum(tensor => tensor.Mean.ByteCount),
                posterior.Tensors.Sum(tensor => tensor.StandardDeviation.ByteCount),
                posterior.Sampling?.ByteCount ?? 0),
            Layers = LayerDescription.AllOf(posterior),
            InputNormalization = model.InputNormalization,
            Inference = new(Names.Methods.Of(model.Inference.Method), model.Inference.SampleCount, model.Inference.Seed, model.Inference.CorrectSampleBias),
            ClassNames = model.ClassNames,
        };
    }
}

/// <param name="Input">The sizes of a row: one for a flat vector, channels, height and width for an image.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Parameters">The number of weights and biases; each has a mean and a standard deviation.</param>
internal sealed record NetworkSummary(IReadOnlyList<int> Input, int Classes, int Parameters);

/// <param name="File">The size of the file.</param>
/// <param name="Posterior">The posterior in memory: the sum of the three that follow.</param>
/// <param name="Means">All means.</param>
/// <param name="StandardDeviations">All standard deviations.</param>
/// <param name="Draws">What drawing on integers needs beside them.</param>
internal sealed record ByteSummary(long File, long Posterior, long Means, long StandardDeviations, long Draws);

internal sealed record InferenceSummary(string Method, int Samples, ulong Seed, bool CorrectSampleBias);
