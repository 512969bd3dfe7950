namespace Microsoft.ML.Bayesian;

/// <summary>
/// The shape of a network, as data: its hidden layers and, where they are known beforehand, its input and its classes. The output
/// layer, one dense unit per class without activation (the logits), is always added.
/// </summary>
/// <seealso cref="Network"/>
/// <example>
/// <code>
/// var definition = new NetworkDefinition([new Dense(20), new Dense(20)]) { ClassCount = 3 };
/// NetworkArchitecture architecture = definition.Resolve(inputCount: 4, classCount: 3);
/// </code>
/// </example>
public sealed class NetworkDefinition
{
    /// <summary>Creates a definition from the layers before the output layer.</summary>
    /// <param name="hiddenLayers">The hidden layers, first to last; may be empty.</param>
    public NetworkDefinition(IEnumerable<LayerDefinition> hiddenLayers)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        HiddenLayers = [.. hiddenLayers];
        int missing = HiddenLayers.ToList().IndexOf(null!);
        if (missing >= 0)
            throw new ArgumentException($"Layer {missing + 1} is null; every layer must be given.", nameof(hiddenLayers));
    }

    /// <summary>The layers before the output layer.</summary>
    public IReadOnlyList<LayerDefinition> HiddenLayers { get; }

    /// <summary>The shape of a row, or null to take a flat vector of whatever length the data has.</summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>The number of classes, or null to take it from the label column. At least 2.</summary>
    public int? ClassCount
    {
        get;
        init => field = value is null or >= 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A classifier needs at least 2 classes, but ClassCount is {value}.");
    }

    /// <summary>Fixes the sizes that the definition left open and checks that every layer fits the one before.</summary>
    /// <param name="inputCount">The number of values of a row.</param>
    /// <param name="classCount">The number of classes, at least 2.</param>
    /// <returns>The network with all shapes inferred.</returns>
    /// <exception cref="ArgumentException">
    /// The data and the definition disagree, or a layer does not fit; the message names the layer, what it got and what it needs.
    /// </exception>
    public NetworkArchitecture Resolve(int inputCount, int classCount)
    {
        if (inputCount < 1)
            throw new ArgumentOutOfRangeException(nameof(inputCount), inputCount, $"A network needs at least 1 input, but the data has {inputCount}.");
        if (classCount < 2)
            throw new ArgumentOutOfRangeException(nameof(classCount), classCount, $"A classifier needs at least 2 classes, but the data has {classCount}.");
        if (InputShape is { } shape && shape.Length != inputCount)
            throw new ArgumentException($"The network's InputShape {shape} has {shape.Length} values, but the data has {inputCount} per row.", nameof(inputCount));
        if (ClassCount is { } classes && classes != classCount)
            throw new ArgumentException($"The network's ClassCount is {classes}, but the label column has {classCount} classes.", nameof(classCount));

        return new NetworkArchitecture(InputShape ?? TensorShape.Flat(inputCount), [.. HiddenLayers, new Dense(classCount, Activation.Identity)]);
    }
}
