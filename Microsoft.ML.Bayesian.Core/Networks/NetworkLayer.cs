namespace Microsoft.ML.Bayesian;

/// <summary>A layer in its place: the definition with the shapes around it.</summary>
/// <param name="Name">The kind and position, such as <c>dense1</c>; names the layer in errors, reports and files.</param>
/// <param name="Definition">What the layer does.</param>
/// <param name="Input">The shape of what it gets.</param>
/// <param name="Output">The shape of what it gives.</param>
/// <param name="WeightShape">The shape of its weights, output channel first; empty where it has none.</param>
public sealed record NetworkLayer(string Name, LayerDefinition Definition, TensorShape Input, TensorShape Output, IReadOnlyList<int> WeightShape)
{
    /// <summary>Whether the layer has weights and biases.</summary>
    public bool HasParameters => WeightShape.Count > 0;

    /// <summary>The number of weights; 0 where the layer has none.</summary>
    public int WeightCount => HasParameters ? WeightShape.Aggregate(1, (product, size) => checked(product * size)) : 0;

    /// <summary>The number of biases, one per output channel; 0 where the layer has no parameters.</summary>
    public int BiasCount => HasParameters ? WeightShape[0] : 0;

    /// <summary>The activation of the layer; identity for layers that have none.</summary>
    public Activation Activation => Definition switch
    {
        Dense dense => dense.Activation,
        Convolution2D convolution => convolution.Activation,
        _ => Activation.Identity,
    };
}
