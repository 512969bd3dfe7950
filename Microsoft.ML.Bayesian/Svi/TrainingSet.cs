namespace Microsoft.ML.Bayesian;

/// <summary>The rows to learn from, in one block of managed memory.</summary>
/// <param name="Features">The features, row by row; may have room for more rows than there are.</param>
/// <param name="FeatureCount">The number of features of a row.</param>
/// <param name="Labels">The class of each row, from 0.</param>
/// <param name="Weights">The weight of each row, at least 0, or null where every row counts once.</param>
internal sealed record TrainingSet(float[] Features, int FeatureCount, long[] Labels, float[]? Weights) : ITrainingData
{
    public int RowCount => Labels.Length;

    public int GreatestLabel => (int)Labels.Max();

    long ITrainingData.RowCount => RowCount;

    public ReadOnlySpan<float> Row(int index) => Features.AsSpan(index * FeatureCount, FeatureCount);

    public string Checksum()
    {
        using var checksum = new RowChecksum();
        for (int row = 0; row < RowCount; row++)
            checksum.Add(Row(row), Labels[row], Weights?[row] ?? 1);
        return checksum.Value();
    }

    public ReadOnlySpan<float> Sample(int least) => Features.AsSpan(0, RowCount * FeatureCount);
}
