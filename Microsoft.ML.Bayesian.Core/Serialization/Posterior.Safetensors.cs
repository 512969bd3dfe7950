namespace Microsoft.ML.Bayesian;

/// <content>Reads posteriors that other programs learnt.</content>
public sealed partial class Posterior
{
    private static readonly string[] LayerTensors = [".weight.loc", ".weight.scale", ".bias.loc", ".bias.scale"];

    /// <summary>Reads a mean-field Gaussian posterior from a safetensors file.</summary>
    /// <remarks>
    /// The file has four float32 tensors per layer: <c>NAME.weight.loc</c> and <c>NAME.bias.loc</c> hold means, <c>NAME.weight.scale</c>
    /// and <c>NAME.bias.scale</c> hold standard deviations (greater than 0; neither variances nor pre-softplus parameters). The layers'
    /// names are free: the first layer in the file's data is the first layer of the network that has parameters, and so on. Weights have the
    /// shape <c>[out, in]</c> or <c>[out, in, height, width]</c>.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="network">
    /// The network that the posterior belongs to. Where it does not tell the number of inputs or classes, the file's tensors do.
    /// </param>
    /// <param name="prior">The prior that the posterior was learnt under, which the format does not hold; N(0, 1) unless given.</param>
    /// <returns>The posterior, in single precision.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or does not fit the network: a tensor is missing, surplus, of another shape or type, or a value is out of range; the message names it.
    /// </exception>
    /// <exception cref="ArgumentException">The layers of <paramref name="network"/> do not fit each other.</exception>
    /// <example><code>Posterior posterior = Posterior.FromSafetensors("mlp.safetensors", Network.Mlp(100, 100));</code></example>
    public static Posterior FromSafetensors(string path, NetworkDefinition network, GaussianPrior? prior = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        return FromSafetensors(file, network, prior);
    }

    /// <summary>Reads a mean-field Gaussian posterior from a safetensors stream, from its position to its end.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <param name="network">The network that the posterior belongs to; the stream's tensors tell the number of inputs and classes where it does not.</param>
    /// <param name="prior">The prior that the posterior was learnt under; N(0, 1) unless given.</param>
    /// <returns>The posterior, in single precision.</returns>
    /// <inheritdoc cref="FromSafetensors(string, NetworkDefinition, GaussianPrior?)" path="/remarks | /exception"/>
    public static Posterior FromSafetensors(Stream stream, NetworkDefinition network, GaussianPrior? prior = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(network);
        var reader = new SafetensorsReader(stream);
        List<string> layers = LayerNames(reader.Entries);
        Dictionary<string, SafetensorsEntry> entries = reader.Entries.ToDictionary(entry => entry.Name);
        foreach (string missing in layers.SelectMany(layer => LayerTensors, (layer, tensor) => layer + tensor).Where(name => !entries.ContainsKey(name)))
            throw SafetensorsEntry.Invalid(missing, "is missing");

        NetworkArchitecture architecture = Resolve(network, entries[layers[0] + ".weight.loc"], entries[layers[^1] + ".weight.loc"]);
        NetworkLayer[] expected = [.. architecture.ParameterizedLayers];
        CheckShapes(expected, layers, entries);

        Dictionary<string, float[]> values = reader.Entries.ToDictionary(entry => entry.Name, entry => ReadChecked(reader, entry));
        reader.RequireEnd();
        VariationalTensor Join(string name, string source, IReadOnlyList<int> shape) => new(name, shape, values[source + ".loc"], values[source + ".scale"]);
        return new(
            architecture,
            [.. expected.Zip(layers, (layer, source) => new LayerPosterior(
                Join(layer.Name + ".weight", source + ".weight", layer.WeightShape),
                Join(layer.Name + ".bias", source + ".bias", [layer.BiasCount])))],
            prior ?? new GaussianPrior());
    }

    private static List<string> LayerNames(IReadOnlyList<SafetensorsEntry> entries)
    {
        return [.. entries.Select(entry => LayerName(entry.Name)).Distinct()];

        static string LayerName(string name)
        {
            string suffix = Array.Find(LayerTensors, tensor => name.EndsWith(tensor, StringComparison.Ordinal))
                ?? throw SafetensorsEntry.Invalid(name, $"is surplus: its name ends with none of {string.Join(", ", LayerTensors)}");
            return name[..^suffix.Length];
        }
    }

    private static NetworkArchitecture Resolve(NetworkDefinition network, SafetensorsEntry firstWeight, SafetensorsEntry lastWeight)
    {
        if (firstWeight.Shape.Count < 2)
            throw SafetensorsEntry.Invalid(firstWeight.Name, $"has shape {firstWeight.ShapeText}, but weights have at least 2 sizes");
        if (lastWeight.Shape[0] < 2)
            throw SafetensorsEntry.Invalid(lastWeight.Name, $"has shape {lastWeight.ShapeText}, but the output layer has at least 2 classes");
        try
        {
            return network.Resolve(network.InputShape?.Length ?? firstWeight.Shape[1], network.ClassCount ?? lastWeight.Shape[0]);
        }
        catch (ArgumentException refused) when (FitsSmallSizes(network))
        {
            throw new InvalidDataException($"Tensors '{firstWeight.Name}' of shape {firstWeight.ShapeText} and '{lastWeight.Name}' of shape {lastWeight.ShapeText} make no network: {refused.Message}", refused);
        }
    }

    // Where it fits no sizes at all, the definition is at fault and not the file.
    private static bool FitsSmallSizes(NetworkDefinition network)
    {
        try
        {
            _ = network.Resolve(network.InputShape?.Length ?? 1, network.ClassCount ?? 2);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void CheckShapes(NetworkLayer[] expected, List<string> layers, Dictionary<string, SafetensorsEntry> entries)
    {
        if (layers.Count > expected.Length)
            throw SafetensorsEntry.Invalid(layers[expected.Length] + LayerTensors[0], $"is surplus: the network has {expected.Length} layers with parameters, the file {layers.Count}");
        if (layers.Count < expected.Length)
            throw SafetensorsEntry.Invalid(expected[layers.Count].Name + LayerTensors[0], $"is missing: the network has {expected.Length} layers with parameters, the file {layers.Count}");
        foreach ((NetworkLayer layer, string source) in expected.Zip(layers))
        {
            foreach (string tensor in LayerTensors)
            {
                SafetensorsEntry entry = entries[source + tensor];
                IReadOnlyList<int> shape = tensor.StartsWith(".weight", StringComparison.Ordinal) ? layer.WeightShape : [layer.BiasCount];
                if (!entry.Shape.SequenceEqual(shape))
                    throw SafetensorsEntry.Invalid(entry.Name, $"has shape {entry.ShapeText}, but the network's layer {layer.Name} needs [{string.Join(", ", shape)}]");
            }
        }
    }

    private static float[] ReadChecked(SafetensorsReader reader, SafetensorsEntry entry)
    {
        float[] values = reader.ReadValues(entry);
        bool isMean = entry.Name.EndsWith(".loc", StringComparison.Ordinal);
        int bad = Array.FindIndex(values, value => !(float.IsFinite(value) && (isMean || value > 0)));
        return bad < 0 ? values
            : throw SafetensorsEntry.Invalid(entry.Name, $"has the value {values[bad]} at index {bad}; {(isMean ? "means must be finite" : "standard deviations must be finite and greater than 0")}");
    }
}
