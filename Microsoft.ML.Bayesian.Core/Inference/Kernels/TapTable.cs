namespace Microsoft.ML.Bayesian;

/// <summary>
/// Which inputs one output position sees, and with which weights: for every tap, the input's distance from the position's first input
/// and the row of the weights. Positions that see alike share a table. Pinned, so that kernels need no bounds checks.
/// </summary>
internal sealed unsafe class TapTable
{
    private readonly int[] memory;
    private readonly int* start;

    public TapTable(IReadOnlyList<(int Feature, int WeightRow)> taps)
    {
        Count = taps.Count;
        memory = GC.AllocateUninitializedArray<int>(2 * Count, pinned: true);
        for (int i = 0; i < Count; i++)
            (memory[i], memory[Count + i]) = taps[i];
        fixed (int* address = memory)
            start = address;
    }

    public int Count { get; }

    /// <summary>All taps: addresses into memory that this object keeps alive.</summary>
    public Taps All => new(start, start + Count, Count);

    /// <summary>The taps whose inputs are marked.</summary>
    /// <param name="live">The marks, from the position's first input on.</param>
    /// <param name="chosen">Memory for twice <see cref="Count"/> numbers.</param>
    public Taps Live(byte* live, int* chosen)
    {
        int* features = chosen, weightRows = chosen + Count;
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            (features[count], weightRows[count]) = (start[i], start[Count + i]);
            count += live[start[i]];
        }

        return new(features, weightRows, count);
    }
}
