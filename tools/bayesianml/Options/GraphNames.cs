namespace BayesianML.CommandLine;

/// <summary>What an ONNX graph computes, as the command line writes it.</summary>
internal static class GraphNames
{
    private static readonly (string Name, OnnxExport Graph)[] all =
    [
        ("moments", OnnxExport.MomentPropagation),
        ("weights", OnnxExport.DrawnWeights),
        ("noise", OnnxExport.NoiseInput),
    ];

    public static string List { get; } = string.Join(", ", all.Select(entry => entry.Name));

    public static string Of(OnnxExport graph) => Array.Find(all, entry => entry.Graph == graph).Name;

    /// <exception cref="FormatException">The text names no graph.</exception>
    public static OnnxExport? Parse(string text) =>
        Array.Find(all, entry => entry.Name == text) is { Name: not null } found ? found.Graph : throw new FormatException($"one of {List}");
}
