using System.Text.Json;

namespace Microsoft.ML.Bayesian;

/// <summary>One tensor of a safetensors header: its name, its sizes, and where its bytes begin and end.</summary>
internal sealed record SafetensorsEntry(string Name, IReadOnlyList<int> Shape, long Begin, long End)
{
    private const int MaximalRank = 8;

    public long ByteCount => End - Begin;

    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>Reads and checks an entry.</summary>
    /// <exception cref="InvalidDataException">The entry is malformed, no float32, or its sizes and offsets disagree; the message names it.</exception>
    public static SafetensorsEntry Parse(JsonProperty property)
    {
        string name = property.Name;
        Dictionary<string, JsonElement> fields = [];
        if (property.Value.ValueKind != JsonValueKind.Object)
            throw Invalid(name, "is no JSON object");
        foreach (JsonProperty field in property.Value.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
                throw Invalid(name, $"has the field '{field.Name}' twice");
        }

        if (!fields.TryGetValue("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            throw Invalid(name, "has no dtype");
        if (!type.ValueEquals("F32"))
            throw Invalid(name, $"has dtype {type.GetString()}, but only F32 is read");

        long[] shape = Integers(name, fields, "shape"), offsets = Integers(name, fields, "data_offsets");
        if (shape.Length is 0 or > MaximalRank || shape.Any(size => size is < 1 or > int.MaxValue))
            throw Invalid(name, $"has shape [{string.Join(", ", shape)}]; 1 to {MaximalRank} sizes of at least 1 are read");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw Invalid(name, $"has data_offsets [{string.Join(", ", offsets)}]; they must be a begin and an end at or after it");

        Int128 length = shape.Aggregate((Int128)sizeof(float), (product, size) => product > long.MaxValue ? product : product * size);
        return length == offsets[1] - offsets[0]
            ? new(name, [.. shape.Select(size => (int)size)], offsets[0], offsets[1])
            : throw Invalid(name, $"has shape [{string.Join(", ", shape)}], which does not fill its {offsets[1] - offsets[0]:N0} bytes");
    }

    public static InvalidDataException Invalid(string name, string problem) => new($"Tensor '{name}' {problem}.");

    private static long[] Integers(string name, Dictionary<string, JsonElement> fields, string field)
    {
        if (!fields.TryGetValue(field, out JsonElement array) || array.ValueKind != JsonValueKind.Array)
            throw Invalid(name, $"has no array '{field}'");
        return [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long value)
            ? value : throw Invalid(name, $"has '{field}' {item.GetRawText()}, which is no whole number"))];
    }
}
