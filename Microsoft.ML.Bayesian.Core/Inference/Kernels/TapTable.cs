namespace Microsoft.ML.Bayesian;

/// <summary>
/// Which inputs one output position sees, and with which weights: for every tap, the input's distance from the position's first input
/// and the row of the weights. Positions that see alike share a table. Pinned, so that kernels need no bounds checks.
/// </summary>
internal sealed unsafe class TapTable
{
    private readonly int[] memory;

    public TapTable(IReadOnlyList<(int Feature, int WeightRow)> taps)
    {
        Count = taps.Count;
        memory = GC.AllocateUninitializedArray<int>(2 * Count, pinned: true);
        for (int i = 0; i < Count; i++)
            (memory[i], memory[Count + i]) = taps[i];
        fixed (int* start = memory)
            Features = start;
    }

    public int Count { get; }

    /// <summary>The inputs' distances; an address into memory that this object keeps alive.</summary>
    public int* Features { get; }

    /// <summary>The rows of the weights.</summary>
    public int* WeightRows => Features + Count;
}
