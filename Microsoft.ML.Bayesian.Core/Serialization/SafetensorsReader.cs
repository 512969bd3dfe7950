using System.Buffers.Binary;
using System.Text.Json;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Reads a safetensors stream: the length of the header (8 bytes, little-endian), the header (JSON), and the tensors' values, gapless.
/// </summary>
internal sealed class SafetensorsReader
{
    // A network has a few dozen tensors of about a hundred bytes of header each.
    private const long MaximalHeaderLength = 1 << 20;
    private readonly Stream stream;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="InvalidDataException">The header is damaged, or tensors overlap, leave a gap or exceed the stream.</exception>
    public SafetensorsReader(Stream stream)
    {
        this.stream = stream;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(stream.ReadBytes(sizeof(ulong), "The safetensors header length"));
        if (length > MaximalHeaderLength)
            throw new InvalidDataException($"The safetensors header claims {length:N0} bytes, more than the {MaximalHeaderLength:N0} that are read.");
        byte[] json = stream.ReadBytes((long)length, "The safetensors header");
        try
        {
            using JsonDocument header = JsonDocument.Parse(json);
            Entries = ParseEntries(header.RootElement);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"The safetensors header is no valid JSON: {malformed.Message}", malformed);
        }
        catch (InvalidOperationException malformed)
        {
            // JsonElement reports text that is no valid UTF-8 or UTF-16 this way.
            throw new InvalidDataException($"The safetensors header holds invalid text: {malformed.Message}", malformed);
        }

        CheckOffsets();
    }

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Reads the values of the tensors, which must be asked for in the order of <see cref="Entries"/>.</summary>
    public float[] ReadValues(SafetensorsEntry entry) => UntrustedStream.ToSingles(stream.ReadBytes(entry.ByteCount, $"Tensor '{entry.Name}'"));

    /// <summary>Checks that nothing follows the last tensor.</summary>
    public void RequireEnd() => stream.RequireEnd($"Tensor '{Entries[^1].Name}', the last one,");

    private static SafetensorsEntry[] ParseEntries(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("The safetensors header is no JSON object.");
        Dictionary<string, SafetensorsEntry> entries = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name != "__metadata__" && !entries.TryAdd(property.Name, SafetensorsEntry.Parse(property)))
                throw SafetensorsEntry.Invalid(property.Name, "is there twice");
        }

        return entries.Count > 0 ? [.. entries.Values.OrderBy(entry => entry.Begin)] : throw new InvalidDataException("The safetensors header names no tensor.");
    }

    private void CheckOffsets()
    {
        long end = 0;
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Begin < end)
                throw SafetensorsEntry.Invalid(entry.Name, $"begins at byte {entry.Begin:N0} and overlaps the one before, which ends at {end:N0}");
            if (entry.Begin > end)
                throw SafetensorsEntry.Invalid(entry.Name, $"begins at byte {entry.Begin:N0} and leaves a gap, since the one before ends at {end:N0}");
            end = entry.End;
        }

        if (stream.CanSeek && stream.Length - stream.Position is var left && left < end)
            throw SafetensorsEntry.Invalid(Entries.First(entry => entry.End > left).Name, $"lies outside the {left:N0} bytes of data");
    }
}
