using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads ahead a block of rows, scores them together, and hands them out one by one.</summary>
internal sealed class BatchScoringCursor : DataViewRowCursor
{
    // The first block is small, for readers that want a glance; later ones double up to a size that is fast and takes little memory.
    private const int FirstRows = 16;
    private const int MostRows = 1024;
    private const int MostValues = 1 << 20;

    private readonly DataViewRowCursor source;
    private readonly ColumnBindings bindings;
    private readonly bool[] active;
    private readonly ScoreBlock block;
    private readonly ValueGetter<VBuffer<float>> featureGetter;
    private readonly ColumnBuffer?[] passed;
    private readonly ValueGetter<DataViewRowId> idGetter;
    private readonly DataViewRowId[] ids;
    private readonly long[] batches;
    private VBuffer<float> features;
    private int rowsWanted = FirstRows;
    private int count;
    private int current = -1;
    private long position = -1;

    public BatchScoringCursor(BayesianClassificationTransformer transformer, DataViewRowCursor source, ColumnBindings bindings, bool[] active)
    {
        int inputCount = transformer.Model.Posterior.Network.InputCount;
        int capacity = Math.Clamp(MostValues / inputCount, FirstRows, MostRows);
        this.source = source;
        this.bindings = bindings;
        this.active = active;
        block = new(transformer.Model, capacity);
        featureGetter = source.GetGetter<VBuffer<float>>(source.Schema[transformer.FeatureColumnName]);
        bool[] wanted = bindings.GetActiveInput(column => active[column]);
        passed = [.. source.Schema.Select(column => wanted[column.Index] ? ColumnBuffer.Create(source, column, capacity) : null)];
        idGetter = source.GetIdGetter();
        ids = new DataViewRowId[capacity];
        batches = new long[capacity];
    }

    public override long Position => position;

    public override long Batch => current < 0 ? 0 : batches[current];

    public override DataViewSchema Schema => bindings.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext()
    {
        if (current + 1 >= count)
            Fill();
        if (count == 0)
        {
            (current, position) = (-1, -1);
            return false;
        }

        current++;
        position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Current()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
            throw new InvalidOperationException($"The column '{column.Name}' was not asked for when the cursor was created.");
        int index = bindings.MapColumnIndex(out bool isInput, column.Index);
        Delegate getter = isInput ? passed[index]!.Getter(Current) : block.Getter(index, Current);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column '{column.Name}' of type {column.Type} holds no values of type {typeof(TValue)}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private int Current() => current >= 0 ? current : throw new InvalidOperationException("The cursor does not stand on a row.");

    private void Fill()
    {
        int wanted = Math.Min(rowsWanted, ids.Length);
        rowsWanted = wanted * 2;
        current = -1;
        count = 0;
        while (count < wanted && source.MoveNext())
        {
            featureGetter(ref features);
            block.SetFeatures(count, features, source.Position);
            foreach (ColumnBuffer? buffer in passed)
                buffer?.Take(count);
            idGetter(ref ids[count]);
            batches[count] = source.Batch;
            count++;
        }

        block.Predict(count);
    }
}
