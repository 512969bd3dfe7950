using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>Writes small safetensors files, sound or not.</summary>
internal sealed class SafetensorsFile
{
    public List<(string Name, int[] Shape, float[] Values)> Tensors { get; } = [];

    /// <summary>A file for a network of 3 inputs, 4 hidden units and 2 classes.</summary>
    public static SafetensorsFile Small()
    {
        var file = new SafetensorsFile();
        file.Add("zeta", [4, 3]);
        file.Add("alpha", [2, 4]);
        return file;
    }

    public void Add(string layer, int[] weightShape)
    {
        int weights = weightShape.Aggregate(1, (product, size) => product * size);
        Tensors.Add((layer + ".weight.loc", weightShape, [.. Enumerable.Range(0, weights).Select(i => i - 2.5f)]));
        Tensors.Add((layer + ".weight.scale", weightShape, [.. Enumerable.Range(0, weights).Select(i => 0.125f * (i + 1))]));
        Tensors.Add((layer + ".bias.loc", [weightShape[0]], [.. Enumerable.Range(0, weightShape[0]).Select(i => (float)-i)]));
        Tensors.Add((layer + ".bias.scale", [weightShape[0]], [.. Enumerable.Range(0, weightShape[0]).Select(i => 1f + i)]));
    }

    public (string Name, int[] Shape, float[] Values) this[string name]
    {
        get => Tensors.Single(tensor => tensor.Name == name);
        set => Tensors[Tensors.FindIndex(tensor => tensor.Name == name)] = value;
    }

    public void Remove(string name) => Tensors.RemoveAll(tensor => tensor.Name == name);

    public JsonObject Header()
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["source"] = "a test" } };
        int end = 0;
        foreach ((string name, int[] shape, float[] values) in Tensors)
        {
            int begin = end;
            end += sizeof(float) * values.Length;
            header[name] = new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(begin, end) };
        }

        return header;
    }

    public byte[] ToBytes() => ToBytes(Header().ToJsonString());

    public byte[] ToBytes(Action<JsonObject> change)
    {
        JsonObject header = Header();
        change(header);
        return ToBytes(header.ToJsonString());
    }

    public byte[] ToBytes(string json)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. Tensors.SelectMany(tensor => MemoryMarshal.AsBytes<float>(tensor.Values).ToArray())];
    }
}
