namespace Microsoft.ML.Bayesian;

/// <summary>The rows to learn from, in one block of managed memory.</summary>
/// <param name="Features">The features, row by row; may have room for more rows than there are.</param>
/// <param name="FeatureCount">The number of features of a row.</param>
/// <param name="Labels">The class of each row, from 0.</param>
/// <param name="Weights">The weight of each row, at least 0, or null where every row counts once.</param>
internal sealed record TrainingSet(float[] Features, int FeatureCount, long[] Labels, float[]? Weights)
{
    public int RowCount => Labels.Length;
}
