using System.Globalization;

namespace BayesianML.CommandLine;

/// <summary>Networks as the command line writes them.</summary>
internal static class NetworkNames
{
    public const string Forms = "mlp:INPUTS-UNITS-…-CLASSES such as mlp:784-100-100-10, lenet5, or lenet5:CHANNELSxHEIGHTxWIDTH";

    /// <exception cref="FormatException">The text names no network.</exception>
    public static NetworkDefinition Parse(string text)
    {
        string[] parts = text.Split(':');
        int[] sizes = [.. parts.Skip(1).SelectMany(part => part.Split('-', 'x')).Select(Size)];
        return (parts[0], parts.Length, sizes.Length) switch
        {
            ("mlp", 2, >= 2) when sizes[^1] > 1 && !parts[1].Contains('x', StringComparison.Ordinal) =>
                new(Network.Mlp(sizes[1..^1]).HiddenLayers) { InputShape = TensorShape.Flat(sizes[0]), ClassCount = sizes[^1] },
            ("lenet5", 1, _) => Network.LeNet5(),
            ("lenet5", 2, 3) when !parts[1].Contains('-', StringComparison.Ordinal) => Network.LeNet5(sizes[0], sizes[1], sizes[2]),
            _ => throw new FormatException(Forms),
        };
    }

    private static int Size(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0 ? size : throw new FormatException(Forms);
}
