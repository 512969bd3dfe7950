using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// What ML.NET's converter leaves unsaid. It stops at a step that has no ONNX form, takes the data before all steps for the input, and goes on
/// with the steps behind: the graph is then wrong, or fails without a name.
/// </summary>
internal static class PipelineExport
{
    // The lowest operator set whose operators stand for what the graphs use.
    private const int LeastOperatorSet = 11;

    /// <summary>Refuses what cannot be exported.</summary>
    /// <param name="context">The converter.</param>
    /// <param name="step">The step that is being exported.</param>
    /// <param name="source">The data that the step reads.</param>
    /// <param name="input">The column that it reads.</param>
    /// <exception cref="NotSupportedException">A step that the column comes from has no ONNX form; the message names it.</exception>
    public static void Check(OnnxContext context, string step, IDataView source, string input)
    {
        // Only steps that the column depends on matter: data may well have been split or filtered before.
        HashSet<string> needed = [input];
        string? blocked = null;
        for (IDataView view = source; view is IDataTransform transform; view = transform.Source)
        {
            bool exportable = transform is ITransformCanSaveOnnx form && form.CanSaveOnnx(context);
            if (!exportable)
                blocked ??= NameOf(transform);
            string? made = Made(transform).FirstOrDefault(needed.Contains);
            if (made is not null && blocked is not null)
            {
                string reason = exportable ? $"stands before the step {blocked}, which has no ONNX form" : "has no ONNX form";
                throw new NotSupportedException($"The pipeline cannot be exported to ONNX: the step {NameOf(transform)}, which makes the column '{made}', {reason}. " +
                    "Export the steps behind it, and do its work before the data reaches the graph.");
            }

            if (transform is IRowToRowMapper mapper)
                needed = [.. mapper.GetDependencies(transform.Schema.Where(column => !column.IsHidden && needed.Contains(column.Name))).Select(column => column.Name)];
            else if (made is not null)
                needed = [.. transform.Source.Schema.Select(column => column.Name)];
        }

        CheckInputs(context, step, [input]);
    }

    /// <summary>Refuses a step whose inputs are not in the graph.</summary>
    /// <param name="context">The converter.</param>
    /// <param name="step">The step that is being exported.</param>
    /// <param name="inputs">The columns that it reads.</param>
    /// <exception cref="NotSupportedException">A column is missing; the message names step and column.</exception>
    public static void CheckInputs(OnnxContext context, string step, IEnumerable<string> inputs)
    {
        context.CheckOpSetVersion(LeastOperatorSet, step);
        if (inputs.FirstOrDefault(name => !context.ContainsColumn(name)) is { } missing)
            throw new NotSupportedException($"The step {step} cannot be exported to ONNX: its input column '{missing}' is not in the graph, since it was dropped or made by a step that has no ONNX form.");
    }

    // New columns stand beside hidden ones of the same name that they replace.
    private static IEnumerable<string> Made(IDataTransform transform) => transform.Schema.GroupBy(column => column.Name)
        .Where(columns => columns.Count() > transform.Source.Schema.Count(column => column.Name == columns.Key))
        .Select(columns => columns.Key);

    private static string NameOf(IDataTransform transform)
    {
        string name = transform is RowToRowMapperTransform mapper ? mapper.GetTransformer().GetType().Name : transform.GetType().Name;
        return name.Split('`')[0];
    }
}
