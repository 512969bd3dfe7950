namespace Microsoft.ML.Bayesian;

/// <summary>Turns an image into a flat vector, in the order channel, row, column. It moves no value.</summary>
/// <example><code>LayerDefinition vector = new Flatten();</code></example>
public sealed record Flatten : LayerDefinition
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => TensorShape.Flat(input.Length);
}
