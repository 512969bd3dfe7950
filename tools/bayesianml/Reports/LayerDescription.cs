using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.CommandLine;

/// <summary>One layer of a model. What belongs to weights and biases is 0, and what belongs to quantization null, where the layer has none.</summary>
internal sealed record LayerDescription
{
    public required string Name { get; init; }

    /// <summary>What the layer does, in words.</summary>
    public required string Kind { get; init; }

    /// <summary>The sizes of what it gives.</summary>
    public required IReadOnlyList<int> Output { get; init; }

    public required int Parameters { get; init; }

    /// <summary>The bits of a weight's mean; 32 where it is kept in single precision.</summary>
    public int? MeanBits { get; init; }

    /// <summary>The bits of a weight's standard deviation.</summary>
    public int? StandardDeviationBits { get; init; }

    /// <summary>The bits of a drawn weight.</summary>
    public int? SampleBits { get; init; }

    public long MeanBytes { get; init; }

    public long StandardDeviationBytes { get; init; }

    /// <summary>The means and standard deviations of the biases.</summary>
    public long BiasBytes { get; init; }

    /// <summary>The levels that the layer's inputs are put on, as calibration chose them; null where inputs stay in single precision.</summary>
    public InputGrid? Inputs { get; init; }

    public static IReadOnlyList<LayerDescription> AllOf(Posterior posterior)
    {
        int next = 0;
        return [.. posterior.Network.Layers.Select(layer => layer.HasParameters
            ? Of(layer, posterior.Layers[next], (posterior.Sampling as IntegerSamplingRule)?.Layers[next++] ?? Skip(ref next))
            : Plain(layer))];
    }

    private static LayerSampling? Skip(ref int next)
    {
        next++;
        return null;
    }

    private static LayerDescription Of(NetworkLayer layer, LayerPosterior learnt, LayerSampling? sampling) => Plain(layer) with
    {
        MeanBits = Bits(learnt.Weight.Mean),
        StandardDeviationBits = Bits(learnt.Weight.StandardDeviation),
        SampleBits = sampling?.SampleBits ?? QuantizationOptions.Unchanged,
        MeanBytes = learnt.Weight.Mean.ByteCount,
        StandardDeviationBytes = learnt.Weight.StandardDeviation.ByteCount,
        BiasBytes = learnt.Bias.Mean.ByteCount + learnt.Bias.StandardDeviation.ByteCount,
        Inputs = sampling is null ? null : InputGrid.Of(sampling.Input),
    };

    private static LayerDescription Plain(NetworkLayer layer) => new()
    {
        Name = layer.Name,
        Kind = layer.Definition switch
        {
            Dense dense => $"dense, {dense.Activation}",
            Convolution2D convolution => $"convolution {Pair(convolution.Kernel)}, stride {Pair(convolution.Stride)}, padding {Pair(convolution.Padding)}, {convolution.Activation}",
            MaxPooling2D pooling => $"maximum pooling {Pair(pooling.Window)}, stride {Pair(pooling.Stride)}",
            AveragePooling2D pooling => $"average pooling {Pair(pooling.Window)}, stride {Pair(pooling.Stride)}",
            _ => "flatten",
        },
        Output = layer.Output.ToDimensions(),
        Parameters = layer.WeightCount + layer.BiasCount,
    };

    private static string Pair((int Height, int Width) pair) => $"{pair.Height}x{pair.Width}";

    private static int Bits(ParameterStorage storage) => storage is PackedStorage packed ? packed.Bits : QuantizationOptions.Unchanged;
}

/// <param name="Bits">The bits of a level.</param>
/// <param name="Step">The distance between levels.</param>
/// <param name="Smallest">The lowest level.</param>
/// <param name="Greatest">The highest level.</param>
internal sealed record InputGrid(int Bits, float Step, float Smallest, float Greatest)
{
    public static InputGrid Of(ActivationQuantizer quantizer) => new(
        quantizer.Bits, quantizer.Step, -quantizer.Zero * quantizer.Step, (quantizer.LevelCount - 1 - quantizer.Zero) * quantizer.Step);
}
