namespace Microsoft.ML.Bayesian;

/// <summary>
/// A method whose samples are the same for all rows of a call: whole sets of weights. With the memory that one call of it works in; used
/// by one thread at a time.
/// </summary>
internal abstract unsafe class SamplewisePass
{
    /// <summary>
    /// The number of rows that are best taken together: enough to make a draw of all weights cheap beside its use, few enough that their
    /// inputs stay in the cache.
    /// </summary>
    public abstract int BlockRows { get; }

    /// <summary>Whether an input that is no number would pass unnoticed.</summary>
    public virtual bool OverlooksNaN => false;

    /// <summary>Gets ready for the rows of a block.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="count">Their number.</param>
    /// <param name="tiled">Whether they lie in tiles.</param>
    public virtual void Load(RowBlock block, int count, bool tiled)
    {
    }

    /// <summary>Draws a sample, or finds one that was kept; the rows that are computed next are computed with it.</summary>
    public abstract void Draw(int sample);

    /// <summary>Computes a tile of rows.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="start">The first row of the tile.</param>
    /// <returns>The logits, [class][lane], valid until the next call; the caller may overwrite them.</returns>
    public abstract float* Tile(RowBlock block, int start);

    /// <summary>Computes a single row of a block that is not tiled.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="row">The row.</param>
    /// <returns>The logits, valid until the next call.</returns>
    public abstract float* Single(RowBlock block, int row);
}
