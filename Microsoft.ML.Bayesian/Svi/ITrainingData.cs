namespace Microsoft.ML.Bayesian;

/// <summary>The rows to learn from, in memory or not.</summary>
internal interface ITrainingData
{
    int FeatureCount { get; }

    /// <summary>The number of rows that can be used.</summary>
    long RowCount { get; }

    /// <summary>The greatest class that occurs.</summary>
    int GreatestLabel { get; }

    /// <summary>A checksum of all features, labels and weights, in their order.</summary>
    string Checksum();

    /// <summary>Features of rows from all over the data, row by row: all, or at least <paramref name="least"/> where there are so many.</summary>
    ReadOnlySpan<float> Sample(int least);
}
