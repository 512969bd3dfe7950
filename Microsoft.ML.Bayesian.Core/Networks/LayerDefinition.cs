namespace Microsoft.ML.Bayesian;

/// <summary>One layer of a <see cref="NetworkDefinition"/>, as data: what it does, without any parameters.</summary>
public abstract record LayerDefinition
{
    private protected LayerDefinition()
    {
    }

    /// <summary>The shape that this layer makes of a row.</summary>
    /// <param name="input">The shape of the layer's input.</param>
    /// <returns>The shape of the layer's output.</returns>
    /// <exception cref="ArgumentException">The layer cannot take such an input; the message says what it needs.</exception>
    public abstract TensorShape OutputShape(TensorShape input);

    /// <summary>
    /// The shape of the layer's weights, output channel first (<c>[out, in]</c> or <c>[out, in, height, width]</c>); empty where
    /// the layer has none. A layer with weights has one bias per output channel.
    /// </summary>
    /// <param name="input">The shape of the layer's input.</param>
    /// <returns>The sizes; none for a layer without weights.</returns>
    public virtual IReadOnlyList<int> WeightShape(TensorShape input) => [];

    private protected static int AtLeast(int minimum, int value, string name) =>
        value >= minimum ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {minimum}, but it is {value}.");
}
