namespace Microsoft.ML.Bayesian;

/// <summary>Turns an image into a flat vector, in the order channel, row, column. It moves no value.</summary>
public sealed record Flatten : LayerDefinition
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => TensorShape.Flat(input.Length);
}
