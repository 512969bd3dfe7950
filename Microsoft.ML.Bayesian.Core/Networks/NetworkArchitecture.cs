namespace Microsoft.ML.Bayesian;

/// <summary>A network with every shape known: the input, all layers including the output layer, and the parameters that they need.</summary>
/// <example>
/// <code>
/// NetworkArchitecture architecture = Network.LeNet5().Resolve(inputCount: 784, classCount: 10);
/// foreach (NetworkLayer layer in architecture.Layers)
///     Console.WriteLine($"{layer.Name}: {layer.Input} to {layer.Output}, {layer.WeightCount + layer.BiasCount} parameters");
/// </code>
/// </example>
public sealed class NetworkArchitecture
{
    /// <summary>Infers the shapes from layer to layer.</summary>
    /// <param name="input">The shape of a row.</param>
    /// <param name="layers">All layers, the output layer last; it must be a dense layer without activation.</param>
    /// <exception cref="ArgumentException">
    /// A layer does not fit, and the message names it, what it got and what it needs; or there are fewer than 2 classes.
    /// </exception>
    public NetworkArchitecture(TensorShape input, IReadOnlyList<LayerDefinition> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (input.Length == 0)
            throw new ArgumentException("The shape of a row must come from TensorShape.Flat or TensorShape.Image; this one has no values.", nameof(input));
        if (layers.Count == 0 || layers[^1] is not Dense { Activation.Kind: ActivationKind.Identity })
            throw new ArgumentException("The last layer must be a dense layer with the identity activation: one logit per class.", nameof(layers));
        if (layers[^1] is Dense { Units: < 2 })
            throw new ArgumentException("A classifier needs at least 2 classes, but the last layer has 1 unit.", nameof(layers));

        InputShape = input;
        var resolved = new NetworkLayer[layers.Count];
        TensorShape shape = input;
        for (int i = 0; i < resolved.Length; i++)
        {
            if (layers[i] is null)
                throw new ArgumentException($"Layer {i + 1} is null; every layer must be given.", nameof(layers));
            string name = $"{char.ToLowerInvariant(layers[i].GetType().Name[0])}{layers[i].GetType().Name[1..]}{i + 1}";
            try
            {
                TensorShape output = layers[i].OutputShape(shape);
                IReadOnlyList<int> weights = layers[i].WeightShape(shape);
                if (weights.Aggregate(1.0, (product, size) => product * size) is var count and > int.MaxValue)
                    throw new ArgumentException(FormattableString.Invariant($"it would have {count:N0} weights, more than {int.MaxValue:N0}"));
                resolved[i] = new NetworkLayer(name, layers[i], shape, output, weights);
                shape = output;
            }
            catch (ArgumentException mismatch)
            {
                throw new ArgumentException($"Layer {i + 1} of {resolved.Length} ({layers[i]}) does not fit: {mismatch.Message}.", nameof(layers), mismatch);
            }
        }

        Layers = resolved;
    }

    /// <summary>The shape of a row.</summary>
    public TensorShape InputShape { get; }

    /// <summary>All layers, the output layer last.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>The layers that have weights and biases, first to last.</summary>
    public IEnumerable<NetworkLayer> ParameterizedLayers => Layers.Where(layer => layer.HasParameters);

    /// <summary>The number of values of a row.</summary>
    public int InputCount => InputShape.Length;

    /// <summary>The number of classes.</summary>
    public int ClassCount => Layers[^1].Output.Length;

    /// <summary>The number of weights and biases of all layers.</summary>
    public int ParameterCount => ParameterizedLayers.Sum(layer => layer.WeightCount + layer.BiasCount);
}
