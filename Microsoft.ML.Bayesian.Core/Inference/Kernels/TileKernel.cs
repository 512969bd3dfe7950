namespace Microsoft.ML.Bayesian;

/// <summary>Lays rows out as a tile: from [row][feature] to [feature][lane].</summary>
internal static unsafe class TileKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    // Features that are moved together: one cache line of every row is read once, and one of the tile is written once.
    private const int Side = 16;

    /// <summary>Lays out up to <see cref="MultiplyAccumulate.RowLanes"/> rows; lanes without a row are left as they are.</summary>
    /// <param name="rows">The rows, one after the other.</param>
    /// <param name="width">The number of features of a row.</param>
    /// <param name="tile">Receives the tile.</param>
    public static void Load(ReadOnlySpan<float> rows, int width, float* tile)
    {
        int count = rows.Length / width;
        fixed (float* source = rows)
        {
            for (int feature = 0; feature < width; feature += Side)
            {
                int features = Math.Min(Side, width - feature);
                for (int row = 0; row < count; row++)
                {
                    float* from = source + (nint)row * width + feature, to = tile + (nint)feature * Lanes + row;
                    for (int i = 0; i < features; i++)
                        to[i * Lanes] = from[i];
                }
            }
        }
    }
}
