namespace BayesianML.CommandLine;

/// <summary>Shapes as lists of sizes.</summary>
internal static class ShapeDimensions
{
    public static int[] ToDimensions(this TensorShape shape) => shape.IsImage ? [shape.Channels, shape.Height, shape.Width] : [shape.Channels];
}
