using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Reads rows for calibration and comparison, evenly spread over data of any length, in one pass.</summary>
internal static class CalibrationRows
{
    public const int MostRows = 4096;

    /// <summary>Reads features.</summary>
    /// <param name="data">The data.</param>
    /// <param name="featureColumnName">The feature column.</param>
    /// <param name="width">The number of features that the network needs.</param>
    public static float[] Read(IDataView data, string featureColumnName, int width) => Read(data, featureColumnName, width, null).Rows;

    /// <summary>Reads features and class indices.</summary>
    /// <param name="data">The data.</param>
    /// <param name="featureColumnName">The feature column.</param>
    /// <param name="width">The number of features that the network needs.</param>
    /// <param name="labelColumnName">The label column: a key, Boolean, or whole numbers from 0 on as Single; null for no labels.</param>
    public static (float[] Rows, int[] Labels) Read(IDataView data, string featureColumnName, int width, string? labelColumnName)
    {
        DataViewSchema.Column features = Column(data, featureColumnName);
        if (features.Type is not VectorDataViewType { ItemType: NumberDataViewType item } vector || item != NumberDataViewType.Single || vector.Size != width)
            throw new ArgumentException($"The column '{featureColumnName}' of the data must be a vector of {width} Single values, but it is {features.Type}.", nameof(data));
        DataViewSchema.Column[] columns = labelColumnName is null ? [features] : [features, Column(data, labelColumnName)];

        var kept = new EvenSpread<(float[] Row, int Label)>(MostRows);
        long read = 0;
        VBuffer<float> buffer = default;
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        Func<int> getLabel = labelColumnName is null ? () => 0 : LabelGetter(cursor, columns[1]);
        for (; cursor.MoveNext(); read++)
        {
            getFeatures(ref buffer);

            // Rows without an answer have no part in choosing how to answer.
            int label = getLabel();
            if (label >= 0 && Array.TrueForAll(buffer.GetValues().ToArray(), float.IsFinite))
                kept.Offer(() => ([.. buffer.DenseValues()], label));
        }

        if (kept.Items.Count == 0)
        {
            throw new ArgumentException(read == 0
                ? "The data has no rows; calibration needs some, such as the training data."
                : $"None of the {read:N0} rows of the data has finite features in '{featureColumnName}'{(labelColumnName is null ? "" : $" and a label in '{labelColumnName}'")}.", nameof(data));
        }

        return ([.. kept.Items.SelectMany(item => item.Row)], labelColumnName is null ? [] : [.. kept.Items.Select(item => item.Label)]);
    }

    private static DataViewSchema.Column Column(IDataView data, string name) => data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentException($"The data has no column '{name}'; it has {string.Join(", ", data.Schema.Select(column => $"'{column.Name}'"))}.", nameof(data));

    private static Func<int> LabelGetter(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        switch (column.Type)
        {
            case KeyDataViewType { RawType: var raw } when raw == typeof(uint):
                ValueGetter<uint> key = cursor.GetGetter<uint>(column);
                return () =>
                {
                    uint value = 0;
                    key(ref value);
                    return (int)value - 1;
                };
            case BooleanDataViewType:
                ValueGetter<bool> boolean = cursor.GetGetter<bool>(column);
                return () =>
                {
                    bool value = false;
                    boolean(ref value);
                    return value ? 1 : 0;
                };
            case NumberDataViewType number when number == NumberDataViewType.Single:
                ValueGetter<float> single = cursor.GetGetter<float>(column);
                return () =>
                {
                    float value = 0;
                    single(ref value);
                    return float.IsNaN(value) ? -1 : (int)value;
                };
            default:
                throw new ArgumentException($"The label column '{column.Name}' must be a key of UInt32, Boolean or Single, but it is {column.Type}.");
        }
    }
}
