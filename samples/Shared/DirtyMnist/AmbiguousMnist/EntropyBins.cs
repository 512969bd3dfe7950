namespace BayesianML.Samples;

/// <summary>An image that was kept, and its class probabilities.</summary>
internal sealed record AmbiguousImage(byte[] Pixels, float[] Probabilities);

/// <summary>Collects images so that slightly and very ambiguous ones are equally many, as far as they come up.</summary>
internal sealed class EntropyBins(int wanted)
{
    private const int BinCount = 10;
    private const double LowestEntropy = 0.2, TopBinEntropy = 1.05;

    private readonly List<AmbiguousImage>[] bins = [.. Enumerable.Range(0, BinCount).Select(_ => new List<AmbiguousImage>())];

    private int Share => (wanted + BinCount - 1) / BinCount;

    /// <summary>The share that has been found, 0 to 1.</summary>
    public double Filled => bins.Sum(bin => Math.Min(bin.Count, Share)) / (double)(Share * BinCount);

    public bool Full => bins.All(bin => bin.Count >= Share);

    /// <summary>Keeps an image, unless there are far more than enough of its entropy.</summary>
    public void Add(AmbiguousImage image, double entropy)
    {
        int bin = Math.Clamp((int)((entropy - LowestEntropy) / (TopBinEntropy - LowestEntropy) * (BinCount - 1)), 0, BinCount - 1);
        if (bins[bin].Count < 3 * Share)
            bins[bin].Add(image);
    }

    /// <summary>As many from each bin; where one has too few, the others give more. In random order.</summary>
    public AmbiguousImage[] Take(Random random)
    {
        int available = bins.Sum(bin => bin.Count);
        if (available < wanted)
            throw new InvalidDataException($"Only {available} of {wanted} ambiguous images were found among all candidates.");

        int share = Share;
        while (bins.Sum(bin => Math.Min(bin.Count, share)) < wanted)
            share++;
        AmbiguousImage[] taken = [.. bins.SelectMany(bin => bin.Take(share))];
        random.Shuffle(taken);
        return taken[..wanted];
    }
}
