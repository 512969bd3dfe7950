using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads scored data row by row.</summary>
internal sealed class ScoredRows
{
    private readonly IHostEnvironment environment;
    private readonly IDataView view;
    private readonly ScoredColumns columns;

    public ScoredRows(IHostEnvironment environment, IDataView view, ScoredColumns columns, string parameter)
    {
        columns.Check(environment, view.Schema, parameter);
        this.environment = environment;
        this.view = view;
        this.columns = columns;
        ClassNames = columns.Score is null ? [] : NamesIn(view.Schema[columns.Score]);
    }

    /// <summary>One row.</summary>
    /// <param name="probabilities">The class probabilities; empty where the score is not read.</param>
    /// <param name="label">The class index; −1 where the label is missing or not read.</param>
    /// <param name="uncertainty">The uncertainties; 0 where they are not read.</param>
    public delegate void Row(ReadOnlySpan<float> probabilities, int label, PredictiveUncertainty uncertainty);

    /// <summary>The names of the slots of the score; indices where they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The hashes of rows that the score's temperature was fitted to; none where it has no temperature.</summary>
    public ulong[] TemperatureRows => columns.Score is null ? [] : Bayesian.TemperatureRows.Of(view.Schema[columns.Score]);

    /// <summary>Reads all rows, in order. A row that could not be scored is read as not a number.</summary>
    public void ForEach(Row read, CancellationToken cancellation)
    {
        DataViewSchema schema = view.Schema;
        using DataViewRowCursor cursor = view.GetRowCursor(columns.Names().Distinct().Select(name => schema[name]));
        Func<int> label = columns.Label is { } labelName ? LabelReader.Create(cursor, schema[labelName], ClassNames) : () => -1;
        var row = new ScoredRowReader(cursor, columns);
        while (cursor.MoveNext())
        {
            if (cursor.Position % 1024 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Contracts.CheckAlive(environment);
            }

            row.Read();
            read(row.Probabilities, label(), row.Uncertainty);
        }
    }

    private static string[] NamesIn(DataViewSchema.Column score)
    {
        int count = ((VectorDataViewType)score.Type).Size;
        if (!score.HasSlotNames())
            return [.. Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
