namespace Microsoft.ML.Bayesian;

/// <summary>
/// A method whose samples belong to a row rather than to all rows of a call, with the memory that one call of it works in. Used by one
/// thread at a time.
/// </summary>
internal abstract class RowwisePass
{
    /// <summary>The number of rows that are best taken together: a multiple of <see cref="RowBlock.Lanes"/>.</summary>
    public virtual int BlockRows => RowBlock.Lanes;

    /// <summary>Adds all samples of up to <see cref="BlockRows"/> rows to their sums.</summary>
    /// <param name="block">Where the inputs come from, in tiles, and the logits go to.</param>
    /// <param name="count">The number of rows.</param>
    public abstract void AddTiles(RowBlock block, int count);

    /// <summary>Adds all samples of a single row.</summary>
    /// <param name="block">Where the inputs come from, not in tiles, and the logits go to.</param>
    /// <param name="row">The row.</param>
    public abstract void AddSingle(RowBlock block, int row);
}
