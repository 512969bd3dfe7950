namespace Microsoft.ML.Bayesian;

/// <summary>
/// A method whose samples belong to a row rather than to all rows of a call, with the memory that one call of it works in. Used by one
/// thread at a time.
/// </summary>
internal abstract class RowwisePass
{
    /// <summary>Adds all samples of a tile of rows, or of a single row, to their sums.</summary>
    /// <param name="block">Where the inputs come from and the logits go to.</param>
    /// <param name="row">The first row of the tile, or the single row.</param>
    /// <param name="lanes"><see cref="RowBlock.Lanes"/>, or 1 for a single row.</param>
    public abstract void AddSamples(RowBlock block, int row, int lanes);
}
