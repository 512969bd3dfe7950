namespace Microsoft.ML.Bayesian;

/// <summary>A value of a graph, to compute with: each operation adds a node.</summary>
internal readonly record struct OnnxValue(OnnxGraph Graph, string Name)
{
    public static OnnxValue operator +(OnnxValue left, OnnxValue right) => left.With("Add", right.Name);

    public static OnnxValue operator -(OnnxValue left, OnnxValue right) => left.With("Sub", right.Name);

    public static OnnxValue operator *(OnnxValue left, OnnxValue right) => left.With("Mul", right.Name);

    public static OnnxValue operator /(OnnxValue left, OnnxValue right) => left.With("Div", right.Name);

    public static OnnxValue operator +(OnnxValue left, float right) => left.With("Add", left.Graph.Scalar(right));

    public static OnnxValue operator -(OnnxValue left, float right) => left.With("Sub", left.Graph.Scalar(right));

    public static OnnxValue operator *(OnnxValue left, float right) => left.With("Mul", left.Graph.Scalar(right));

    public static OnnxValue operator -(float left, OnnxValue right) => new OnnxValue(right.Graph, right.Graph.Scalar(left)) - right;

    public static OnnxValue operator /(float left, OnnxValue right) => new OnnxValue(right.Graph, right.Graph.Scalar(left)) / right;

    public static OnnxValue operator -(OnnxValue value) => value.Apply("Neg");

    /// <summary>The smaller of the two, element by element.</summary>
    public OnnxValue Min(OnnxValue other) => With("Min", other.Name);

    public OnnxValue Min(float other) => With("Min", Graph.Scalar(other));

    /// <summary>The larger of the two, element by element.</summary>
    public OnnxValue Max(OnnxValue other) => With("Max", other.Name);

    public OnnxValue Max(float other) => With("Max", Graph.Scalar(other));

    /// <summary>Whether each element is larger, as the condition of <see cref="Choose"/>.</summary>
    public OnnxValue IsGreater(float other) => With("Greater", Graph.Scalar(other));

    public OnnxValue IsGreater(OnnxValue other) => With("Greater", other.Name);

    /// <summary>One value where this condition holds, the other where it does not.</summary>
    public OnnxValue Choose(OnnxValue yes, OnnxValue no) => new(Graph, Graph.Node("Where", [Name, yes.Name, no.Name]));

    /// <summary>A dimension of size 1 before the given axis.</summary>
    public OnnxValue Unsqueeze(int axis) => Apply("Unsqueeze", ("axes", new[] { axis }));

    /// <summary>The sum along an axis, which goes.</summary>
    public OnnxValue Sum(int axis) => Apply("ReduceSum", ("axes", new[] { axis }), ("keepdims", 0));

    /// <summary>The sum along an axis, which stays with size 1.</summary>
    public OnnxValue Total(int axis) => Apply("ReduceSum", ("axes", new[] { axis }), ("keepdims", 1));

    /// <summary>The mean along an axis, which goes.</summary>
    public OnnxValue Mean(int axis) => Apply("ReduceMean", ("axes", new[] { axis }), ("keepdims", 0));

    /// <summary>The same values with the axes in another order.</summary>
    public OnnxValue Transpose(params int[] order) => Apply("Transpose", ("perm", order));

    /// <summary>The same values in another shape: 0 keeps a size, −1 is what is left.</summary>
    public OnnxValue Reshape(params long[] shape) => With("Reshape", Graph.Constant(shape));

    /// <summary>An operator on this value alone.</summary>
    public OnnxValue Apply(string kind, params IEnumerable<(string Name, object Value)> attributes) => new(Graph, Graph.Node(kind, [Name], attributes));

    /// <summary>An operator on this value and another.</summary>
    public OnnxValue With(string kind, string other) => new(Graph, Graph.Node(kind, [Name, other]));
}
