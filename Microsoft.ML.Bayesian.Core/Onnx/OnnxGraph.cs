namespace Microsoft.ML.Bayesian;

/// <summary>
/// An ONNX graph under construction, wherever it is kept. Values are referred to by name; operators are those of <see cref="OperatorSet"/>,
/// the newest that ML.NET's converter writes, in which axes are attributes.
/// </summary>
internal abstract class OnnxGraph
{
    /// <summary>The version of the standard operators.</summary>
    public const int OperatorSet = 12;

    private readonly Dictionary<float, string> scalars = [];
    private int names;

    /// <summary>Adds a node with one output.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Its attributes: <see cref="int"/>, <see cref="float"/> or a list of <see cref="int"/>.</param>
    /// <returns>The name of the output.</returns>
    public string Node(string kind, IEnumerable<string> inputs, params IEnumerable<(string Name, object Value)> attributes)
    {
        string output = Declare(NextName(kind));
        AddNode(kind, inputs, output, attributes);
        return output;
    }

    /// <summary>Adds a constant.</summary>
    /// <param name="shape">Its sizes, at least one.</param>
    /// <param name="values">Its values, row-major.</param>
    /// <returns>Its name.</returns>
    public abstract string Constant(IReadOnlyList<int> shape, float[] values);

    /// <summary>Adds a vector of whole numbers.</summary>
    public abstract string Constant(params long[] values);

    /// <summary>A constant of one number, which broadcasts to any shape; equal ones are shared.</summary>
    public string Scalar(float value)
    {
        if (!scalars.TryGetValue(value, out string? name))
            scalars[value] = name = Constant([1], [value]);
        return name;
    }

    /// <summary>Makes a value an output of the graph or of its part.</summary>
    /// <param name="column">The name that the value is known by outside; see <see cref="ScoreColumns"/>.</param>
    /// <param name="value">The value.</param>
    public abstract void Output(int column, OnnxValue value);

    /// <summary>A name of this graph that no other value has.</summary>
    protected string NextName(string kind) => $"{kind}{names++}";

    /// <summary>Makes a new name known; the graph may change it.</summary>
    protected virtual string Declare(string name) => name;

    /// <summary>Adds a node.</summary>
    protected abstract void AddNode(string kind, IEnumerable<string> inputs, string output, IEnumerable<(string Name, object Value)> attributes);
}
