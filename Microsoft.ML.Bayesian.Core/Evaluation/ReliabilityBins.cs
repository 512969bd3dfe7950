namespace Microsoft.ML.Bayesian;

/// <summary>Fills the bins of a reliability table row by row.</summary>
internal sealed class ReliabilityBins
{
    private readonly int[] counts;
    private readonly int[] right;
    private readonly double[] confidences;

    public ReliabilityBins(int binCount)
    {
        if (binCount < 1)
            throw new ArgumentOutOfRangeException(nameof(binCount), binCount, $"At least 1 bin is needed, but binCount is {binCount}.");
        counts = new int[binCount];
        right = new int[binCount];
        confidences = new double[binCount];
    }

    public void Add(float confidence, bool isRight)
    {
        int bin = BinOf(confidence, counts.Length);
        counts[bin]++;
        confidences[bin] += confidence;
        if (isRight)
            right[bin]++;
    }

    public IReadOnlyList<ReliabilityBin> ToTable() => [.. counts.Select((count, bin) => new ReliabilityBin(
        (double)bin / counts.Length, (bin + 1.0) / counts.Length, count,
        count > 0 ? (double)right[bin] / count : null,
        count > 0 ? confidences[bin] / count : null))];

    /// <summary>The bin of a confidence, by comparison with edges in single precision: a confidence of 0.4f is no larger than the edge 6/15.</summary>
    internal static int BinOf(float confidence, int binCount)
    {
        float Edge(int index) => (float)((double)index / binCount);
        int bin = Math.Clamp((int)((double)confidence * binCount), 0, binCount - 1);
        while (bin > 0 && confidence <= Edge(bin))
            bin--;
        while (bin < binCount - 1 && confidence > Edge(bin + 1))
            bin++;
        return bin;
    }
}
