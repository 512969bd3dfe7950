namespace Microsoft.ML.Bayesian.Tests;

/// <summary>A pass over rows in memory, as if they came from elsewhere.</summary>
internal sealed class ArrayCursor(TrainingSet set, Action? disposed = null) : IRowCursor
{
    private int row = -1;

    public int ClassIndex => (int)set.Labels[row];

    public float Weight => set.Weights?[row] ?? 1;

    public static StreamedTrainingSet Stream(TrainingSet set, Func<IRowCursor>? open = null) => new()
    {
        FeatureCount = set.FeatureCount,
        RowCount = set.RowCount,
        GreatestLabel = set.GreatestLabel,
        TotalWeight = set.Weights?.Sum(weight => (double)weight) ?? set.RowCount,
        IsWeighted = set.Weights is not null,
        Open = open ?? (() => new ArrayCursor(set)),
    };

    public bool MoveNext() => ++row < set.RowCount;

    public void CopyTo(Span<float> features) => set.Row(row).CopyTo(features);

    public void Dispose() => disposed?.Invoke();
}
