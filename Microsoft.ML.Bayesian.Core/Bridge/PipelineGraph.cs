using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Bayesian;

/// <summary>The part of a pipeline's graph that one step adds, in ML.NET's converter.</summary>
/// <param name="context">The converter.</param>
/// <param name="outputs">The columns that the step makes.</param>
internal sealed class PipelineGraph(OnnxContext context, IReadOnlyList<DataViewSchema.DetachedColumn> outputs) : OnnxGraph
{
    // Names of values share a table with names of columns; nobody calls a column that.
    private const string Prefix = "BayesianML.";

    /// <summary>The value that a column of the pipeline has.</summary>
    public OnnxValue Column(string name) => new(this, context.GetVariableName(name));

    public override string Constant(IReadOnlyList<int> shape, float[] values) =>
        context.AddInitializer(values, shape.Select(size => (long)size), Prefix + "constant");

    public override string Constant(params long[] values) => context.AddInitializer(values, [values.Length], Prefix + "constant");

    public override void Output(int column, OnnxValue value) =>
        AddNode("Identity", [value.Name], context.AddIntermediateVariable(outputs[column].Type, outputs[column].Name), []);

    protected override string Declare(string name) => context.AddIntermediateVariable(null, Prefix + name, skip: true);

    protected override void AddNode(string kind, IEnumerable<string> inputs, string output, IEnumerable<(string Name, object Value)> attributes)
    {
        OnnxNode node = context.CreateNode(kind, inputs, [output], context.GetNodeName(Prefix + kind), "");
        foreach ((string name, object value) in attributes)
        {
            switch (value)
            {
                case float number:
                    node.AddAttribute(name, (double)number);
                    break;
                case int number:
                    node.AddAttribute(name, (long)number);
                    break;
                case IEnumerable<int> numbers:
                    node.AddAttribute(name, numbers.Select(number => (long)number));
                    break;
                default:
                    throw new ArgumentException($"Attribute {name} is {value}.", nameof(attributes));
            }
        }
    }
}
