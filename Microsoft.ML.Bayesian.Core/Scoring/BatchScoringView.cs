using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Scored data, the rows scored in blocks: ML.NET's row mapping asks for one row at a time, which leaves most of the speed of a
/// processor unused. The values are the same either way.
/// </summary>
internal sealed class BatchScoringView(BayesianClassificationTransformer transformer, RowToRowMapperTransform rowByRow, ColumnBindings bindings) : ITransformCanSaveOnnx
{
    public IDataView Source => rowByRow.Source;

    public DataViewSchema Schema => rowByRow.OutputSchema;

    public bool CanShuffle => rowByRow.CanShuffle;

    public long? GetRowCount() => rowByRow.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return IsScored(active)
            ? Blocks(Source.GetRowCursor(Inputs(active), rand), active)
            : rowByRow.GetRowCursor(columnsNeeded, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return IsScored(active)
            ? [.. Source.GetRowCursorSet(Inputs(active), n, rand).Select(cursor => Blocks(cursor, active))]
            : rowByRow.GetRowCursorSet(columnsNeeded, n, rand);
    }

    public void Save(ModelSaveContext ctx) => ((ICanSaveModel)rowByRow).Save(ctx);

    // What has no form there says why when it is asked for it; a mere no would be a warning in the log.
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => transformer.SaveAsOnnx(ctx, Source);

    private BatchScoringCursor Blocks(DataViewRowCursor source, bool[] active) => new(transformer, source, bindings, active);

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columns)
            active[column.Index] = true;
        return active;
    }

    private bool IsScored(bool[] active) => bindings.AddedColumnIndices.Any(index => active[index]);

    private IEnumerable<DataViewSchema.Column> Inputs(bool[] active)
    {
        bool[] passed = bindings.GetActiveInput(column => active[column]);
        int features = Source.Schema[transformer.FeatureColumnName].Index;
        return Source.Schema.Where(column => passed[column.Index] || column.Index == features);
    }
}
