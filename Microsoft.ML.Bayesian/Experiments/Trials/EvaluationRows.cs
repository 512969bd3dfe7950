using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>Rows to judge models on, read once for all trials. Rows with features that are not finite, or without a label where labels are read, are left out.</summary>
/// <param name="Features">The features, row by row.</param>
/// <param name="Labels">The class of each row, from 0; empty where labels were not read.</param>
internal sealed record EvaluationRows(float[] Features, int[] Labels)
{
    /// <summary>Reads rows.</summary>
    /// <param name="data">The data.</param>
    /// <param name="featureColumnName">The feature column.</param>
    /// <param name="labelColumnName">The label column, or null for rows that no class fits.</param>
    /// <param name="role">What the rows are, for messages.</param>
    public static EvaluationRows Read(IDataView data, string featureColumnName, string? labelColumnName, string role)
    {
        var values = new List<float>();
        var labels = new List<int>();
        Visit(data, featureColumnName, labelColumnName, role, (features, label) =>
        {
            values.AddRange(features);
            if (labelColumnName is not null)
                labels.Add(label);
        });
        return values.Count > 0 ? new([.. values], [.. labels])
            : throw new ArgumentException($"There are no {role} rows to use: the data is empty, or every row lacks a label or has features that are not finite.");
    }

    /// <summary>A checksum of rows of any number, which are not kept.</summary>
    public static string Checksum(IDataView data, string featureColumnName, string? labelColumnName, string role)
    {
        using var checksum = new RowChecksum();
        Visit(data, featureColumnName, labelColumnName, role, (features, label) => checksum.Add(features, label, weight: 1));
        return checksum.Value();
    }

    private static void Visit(IDataView data, string featureColumnName, string? labelColumnName, string role, Action<ReadOnlySpan<float>, int> visit)
    {
        DataViewSchema.Column features = Column(data, featureColumnName, role);
        if (features.Type is not VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType item } vector || item != NumberDataViewType.Single)
            throw new ArgumentException($"The column '{featureColumnName}' of the {role} data must be a vector of Single of known size, but it is {features.Type}.");
        DataViewSchema.Column[] active = labelColumnName is null ? [features] : [features, Column(data, labelColumnName, role)];

        var dense = new float[vector.Size];
        VBuffer<float> row = default;
        using DataViewRowCursor cursor = data.GetRowCursor(active);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        Func<int> getLabel = labelColumnName is null ? static () => 0 : ClassLabels.IndexGetter(cursor, active[1]);
        while (cursor.MoveNext())
        {
            int label = getLabel();
            getFeatures(ref row);
            row.CopyTo(dense);
            if (label >= 0 && Array.TrueForAll(dense, float.IsFinite))
                visit(dense, label);
        }
    }

    private static DataViewSchema.Column Column(IDataView data, string name, string role) => data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentException($"The {role} data has no column '{name}'; it has {string.Join(", ", data.Schema.Select(column => $"'{column.Name}'"))}.");
}
