using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>One pass over the rows of an <see cref="IDataView"/> that can be used; counts those that cannot.</summary>
internal sealed class RowReader : IRowCursor
{
    private readonly BayesianTrainingContext context;
    private readonly string role;
    private readonly DataViewRowCursor cursor;
    private readonly ValueGetter<VBuffer<float>> features;
    private readonly ValueGetter<float>? weight;
    private readonly Func<int> label;
    private VBuffer<float> row;

    public RowReader(BayesianTrainingContext context, IDataView data, string role)
    {
        (this.context, this.role) = (context, role);
        BayesianTrainerColumns columns = context.Columns;
        DataViewSchema.Column featureColumn = data.Schema[columns.Features];
        DataViewSchema.Column? weightColumn = columns.ExampleWeight is null ? null : data.Schema[columns.ExampleWeight];
        DataViewSchema.Column[] active = weightColumn is null ? [featureColumn, data.Schema[columns.Label]] : [featureColumn, data.Schema[columns.Label], weightColumn.Value];
        cursor = data.GetRowCursor(active);
        features = cursor.GetGetter<VBuffer<float>>(featureColumn);
        weight = weightColumn is null ? null : cursor.GetGetter<float>(weightColumn.Value);
        label = context.ClassIndexGetter(cursor);
    }

    /// <summary>The number of rows so far that have no label.</summary>
    public long Unlabelled { get; private set; }

    /// <summary>The number of rows so far that have a label, and features that are NaN or infinite.</summary>
    public long NotFinite { get; private set; }

    public int ClassIndex { get; private set; }

    public float Weight { get; private set; } = 1;

    /// <exception cref="InvalidOperationException">The weight of the row is not usable.</exception>
    public bool MoveNext()
    {
        while (cursor.MoveNext())
        {
            if ((cursor.Position & 1023) == 0)
                context.CheckAlive();
            ClassIndex = label();
            features(ref row);
            if (ClassIndex < 0)
                Unlabelled++;
            else if (row.GetValues().IndexOfAnyExceptFinite() >= 0)
                NotFinite++;
            else
            {
                if (weight is not null)
                    Weight = ReadWeight(weight);
                return true;
            }
        }

        return false;
    }

    public void CopyTo(Span<float> destination)
    {
        row.CopyTo(destination);
        context.InputNormalization?.Apply(destination, destination);
    }

    public void Dispose() => cursor.Dispose();

    private float ReadWeight(ValueGetter<float> getter)
    {
        float value = 0;
        getter(ref value);
        return float.IsFinite(value) && value >= 0 ? value
            : throw new InvalidOperationException($"Row {cursor.Position} of the {role} data has the weight {value} in column '{context.Columns.ExampleWeight}'; weights must be finite and at least 0.");
    }
}
