using System.Text.Json;
using System.Text.Json.Serialization;

namespace BayesianML.Samples;

/// <summary>The benchmark's results as JSON.</summary>
/// <param name="Settings">What makes the run repeatable.</param>
/// <param name="Float32">The figures of the trained model.</param>
/// <param name="Reference">The same with the draws that quantized models are compared with; null where there are none.</param>
/// <param name="Quantized">The figures of its quantized forms; null where there are none.</param>
internal sealed record ResultFile(ResultSettings Settings, Figures Float32, Figures? Reference = null, IReadOnlyList<QuantizedFigures>? Quantized = null)
{
    private static readonly JsonSerializerOptions format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A figure that is no number must not cost all others.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>Writes beside the target and then moves into its place: nobody ever reads half a file.</summary>
    public void Write(string path)
    {
        string target = Path.GetFullPath(path), temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            File.WriteAllText(temporary, JsonSerializer.Serialize(this, format) + "\n");
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
