using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Bayesian;

/// <summary>A trial that is over, as a line of the checkpoint says it.</summary>
internal sealed record TrialRecord
{
    public required int Trial { get; init; }

    public required int Seed { get; init; }

    public required DateTimeOffset StartedAtUtc { get; init; }

    public required DateTimeOffset EndedAtUtc { get; init; }

    public required double Seconds { get; init; }

    public required JsonObject Parameter { get; init; }

    /// <summary>What was measured; null where the trial failed.</summary>
    public TrialMetrics? Metrics { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>A parameter as JSON: numbers as such, so that nothing is lost, and everything else as text.</summary>
    public static JsonObject ToJson(TrialParameter parameter) => new(parameter.Names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, parameter[name] switch
    {
        int whole => JsonValue.Create(whole),
        double number => JsonValue.Create(number),
        object other => JsonValue.Create(Convert.ToString(other, CultureInfo.InvariantCulture)),
    })));

    /// <summary>Whether the trial tried a parameter, up to the rounding of another machine's logarithms.</summary>
    public bool IsOf(TrialParameter parameter)
    {
        JsonObject other = ToJson(parameter);
        return Parameter.Count == other.Count && Parameter.All(own => other.TryGetPropertyValue(own.Key, out JsonNode? value) && IsSame(own.Value, value));
    }

    private static bool IsSame(JsonNode? own, JsonNode? other) =>
        JsonNode.DeepEquals(own, other)
        || own?.GetValueKind() == JsonValueKind.Number && other?.GetValueKind() == JsonValueKind.Number
        && Number(own) is var a && Number(other) is var b && Math.Abs(a - b) <= 1e-9 * Math.Abs(b);

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
