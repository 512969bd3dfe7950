namespace Microsoft.ML.Bayesian;

/// <summary>The rows to learn from, read anew from where they are for each pass; what is known of them comes from a first one.</summary>
internal sealed record StreamedTrainingSet : ITrainingData
{
    public required int FeatureCount { get; init; }

    public required long RowCount { get; init; }

    public required int GreatestLabel { get; init; }

    /// <summary>The sum of the rows' weights.</summary>
    public required double TotalWeight { get; init; }

    public required bool IsWeighted { get; init; }

    /// <summary>Begins a pass; each must give the same rows in the same order.</summary>
    public required Func<IRowCursor> Open { get; init; }

    public string Checksum()
    {
        using var checksum = new RowChecksum();
        var features = new float[FeatureCount];
        using IRowCursor cursor = Open();
        while (cursor.MoveNext())
        {
            cursor.CopyTo(features);
            checksum.Add(features, cursor.ClassIndex, cursor.Weight);
        }

        return checksum.Value();
    }

    public ReadOnlySpan<float> Sample(int least)
    {
        int count = (int)Math.Min(least, RowCount);
        var sample = new float[count * FeatureCount];
        using IRowCursor cursor = Open();
        long row = 0;
        for (int taken = 0; taken < count && cursor.MoveNext(); row++)
        {
            if (row < (long)((Int128)taken * RowCount / count))
                continue;
            cursor.CopyTo(sample.AsSpan(taken++ * FeatureCount, FeatureCount));
        }

        return sample;
    }
}
