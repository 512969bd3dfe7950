using System.Runtime.InteropServices;

namespace Microsoft.ML.Bayesian;

/// <summary>An ONNX model of its own. Field numbers are those of onnx.proto.</summary>
/// <param name="columns">The names of the outputs.</param>
internal sealed class OnnxFile(BayesianTrainerColumns? columns = null) : OnnxGraph
{
    private const int SingleType = 1, Int64Type = 7, UInt32Type = 12, AttributeFloat = 1, AttributeInt = 2, AttributeInts = 7;
    private const int IrVersion = 7;

    private readonly ProtoWriter graph = new ProtoWriter().Text(2, "network");

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes; null stands for the number of rows.</param>
    public OnnxValue Input(string name, params int?[] shape)
    {
        graph.Message(11, Value(name, SingleType, shape));
        return new(this, name);
    }

    public override string Constant(IReadOnlyList<int> shape, float[] values) => Constant(shape, SingleType, MemoryMarshal.AsBytes(values.AsSpan()));

    public override string Constant(params long[] values) => Constant([values.Length], Int64Type, MemoryMarshal.AsBytes(values.AsSpan()));

    public override void Output(int column, OnnxValue value)
    {
        string name = columns!.Outputs()[column].Name;
        AddNode("Identity", [value.Name], name, []);
        graph.Message(12, Value(name, column == ScoreColumns.PredictedLabel ? UInt32Type : SingleType, null));
    }

    /// <summary>Makes a value of single-precision numbers an output under the name that it has.</summary>
    public void Output(string name) => graph.Message(12, Value(name, SingleType, null));

    /// <summary>Writes the model.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="properties">What the model tells of itself.</param>
    public void WriteTo(Stream stream, params IEnumerable<(string Name, string Value)> properties)
    {
        ProtoWriter model = new ProtoWriter().Number(1, IrVersion).Text(2, "BayesianML").Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Number(2, OperatorSet));
        foreach ((string name, string value) in properties)
            model.Message(14, new ProtoWriter().Text(1, name).Text(2, value));
        model.WriteTo(stream);
    }

    protected override void AddNode(string kind, IEnumerable<string> inputs, string output, IEnumerable<(string Name, object Value)> attributes)
    {
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
    }

    private string Constant(IReadOnlyList<int> shape, int type, ReadOnlySpan<byte> data)
    {
        string name = NextName("constant");
        var tensor = new ProtoWriter();
        foreach (int size in shape)
            tensor.Number(1, size);
        graph.Message(5, tensor.Number(2, type).Text(8, name).Bytes(9, data));
        return name;
    }

    private static ProtoWriter Value(string name, int type, IReadOnlyList<int?>? sizes)
    {
        ProtoWriter tensor = new ProtoWriter().Number(1, type);
        if (sizes is not null)
        {
            var shape = new ProtoWriter();
            foreach (int? size in sizes)
                shape.Message(1, size is { } known ? new ProtoWriter().Number(1, known) : new ProtoWriter().Text(2, "rows"));
            tensor.Message(2, shape);
        }

        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
