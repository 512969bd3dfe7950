using System.Runtime.InteropServices;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Builds an ONNX model node by node; field numbers are those of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    private const int FloatType = 1, Int64Type = 7, AttributeFloat = 1, AttributeInt = 2, AttributeInts = 7;
    private const int IrVersion = 10, OpsetVersion = 21;

    private readonly ProtoWriter graph = new ProtoWriter().Text(2, "network");
    private int names;

    /// <summary>Adds a node with one output, which it returns the name of.</summary>
    public string Node(string kind, IEnumerable<string> inputs, params (string Name, object Value)[] attributes)
    {
        string output = $"{kind}{names++}";
        var node = new ProtoWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(4, kind);
        foreach ((string name, object value) in attributes)
        {
            ProtoWriter attribute = new ProtoWriter().Text(1, name);
            switch (value)
            {
                case float number:
                    attribute.Single(2, number).Number(20, AttributeFloat);
                    break;
                case int number:
                    attribute.Number(3, number).Number(20, AttributeInt);
                    break;
                case IEnumerable<int> numbers:
                    foreach (int number in numbers)
                        attribute.Number(8, number);
                    attribute.Number(20, AttributeInts);
                    break;
                default:
                    throw new ArgumentException($"Attribute {name} is {value}.", nameof(attributes));
            }

            node.Message(5, attribute);
        }

        graph.Message(1, node);
        return output;
    }

    /// <summary>Adds a constant.</summary>
    public string Constant(IReadOnlyList<int> shape, float[] values) => Constant(shape, FloatType, MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Adds a constant of whole numbers.</summary>
    public string Constant(long[] values) => Constant([values.Length], Int64Type, MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>The model, with one input of any number of rows.</summary>
    public byte[] Model(string input, IReadOnlyList<int> rowShape, params string[] outputs)
    {
        graph.Message(11, Value(input, rowShape));
        foreach (string output in outputs)
            graph.Message(12, new ProtoWriter().Text(1, output).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, FloatType))));
        return new ProtoWriter().Number(1, IrVersion).Message(7, graph).Message(8, new ProtoWriter().Text(1, "").Number(2, OpsetVersion)).ToArray();
    }

    private string Constant(IReadOnlyList<int> shape, int type, ReadOnlySpan<byte> data)
    {
        string name = $"constant{names++}";
        var tensor = new ProtoWriter();
        foreach (int size in shape)
            tensor.Number(1, size);
        graph.Message(5, tensor.Number(2, type).Text(8, name).Bytes(9, data));
        return name;
    }

    private static ProtoWriter Value(string name, IReadOnlyList<int> rowShape)
    {
        ProtoWriter shape = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "rows"));
        foreach (int size in rowShape)
            shape.Message(1, new ProtoWriter().Number(1, size));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, FloatType).Message(2, shape)));
    }
}
