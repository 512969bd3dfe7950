namespace Microsoft.ML.Bayesian;

/// <summary>
/// Remembers which rows a view has in at most two kilobytes: the 256 smallest of their hashes. If another view has the same rows it has
/// these among its own; if it has a share of them, it has about that share of these.
/// </summary>
internal sealed class RowSketch
{
    public const int Size = 256;

    // A few rows that occur twice in honest data are no sign of shared data.
    private const double MostShared = 0.05;

    private readonly HashSet<ulong> once = [];
    private readonly HashSet<ulong> often = [];

    public void Add(ulong hash)
    {
        if (!often.Contains(hash) && !once.Add(hash))
        {
            once.Remove(hash);
            often.Add(hash);
        }
    }

    /// <summary>The smallest hashes of rows that occur once, since one such as a blank form, or a score that is all but certain, proves nothing. 0 where there are none.</summary>
    public ulong[] ToArray() => [.. once.Order().Take(Size).DefaultIfEmpty()];

    /// <summary>Refuses rows of which more than a few are among those that were remembered.</summary>
    /// <param name="remembered">The sketch of the rows that the temperature was fitted to.</param>
    /// <param name="seen">All hashes of the new rows.</param>
    /// <param name="purpose">What the new rows are for.</param>
    public static void RequireApart(ulong[] remembered, HashSet<ulong> seen, string purpose)
    {
        double shared = (double)remembered.Count(seen.Contains) / Math.Max(1, remembered.Length);
        if (shared > MostShared)
        {
            throw new InvalidOperationException(
                $"About {shared:P0} of the rows that the temperature was fitted to are also among the calibration rows of {purpose}, whose promise holds only for rows that nothing was fitted to. " +
                "Split the calibration data in two, for example with mlContext.Data.TrainTestSplit (and its samplingKeyColumnName where rows repeat), and give each step its own part.");
        }
    }
}
