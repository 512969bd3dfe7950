using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// What the steps behind a Bayesian classifier share: each makes columns of a row from the classifier's columns of the same row. Immutable,
/// free of native memory, safe to share between threads.
/// </summary>
public abstract class DecisionTransformer : ITransformer
{
    internal DecisionTransformer(IHostEnvironment environment, string name, ScoredColumns inputs)
    {
        Host = environment.Register(name);
        Inputs = inputs;
    }

    internal IHost Host { get; }

    /// <summary>The columns that are read; none of them the label.</summary>
    internal ScoredColumns Inputs { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Adds the output columns.</summary>
    /// <param name="input">Data that a Bayesian classifier has scored.</param>
    /// <returns>The data with the output columns, which are computed as its rows are read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RowByRow(input);
    }

    /// <summary>The schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <returns>The columns of the input and those of the step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return RowByRow(new EmptyDataView(Host, inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    internal DecisionMapper MakeRowMapper(DataViewSchema schema)
    {
        Inputs.Check(Host, schema, "inputSchema");
        return new DecisionMapper(this, schema, OutputColumns(schema));
    }

    internal abstract DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema input);

    /// <summary>Getters of the output columns, which share what they read of a row.</summary>
    internal abstract Delegate[] CreateGetters(DataViewRow input);

    internal abstract void Save(ModelSaveContext context);

    /// <summary>Adds the step to the graph of a pipeline.</summary>
    /// <exception cref="NotSupportedException">The step has no ONNX form.</exception>
    internal virtual void SaveAsOnnx(PipelineGraph graph) =>
        throw new NotSupportedException($"The step {GetType().Name} has no ONNX form; export the pipeline without it, and apply it to what the graph gives.");

    private RowToRowMapperTransform RowByRow(IDataView input) => new(Host, input, MakeRowMapper(input.Schema), MakeRowMapper);
}
