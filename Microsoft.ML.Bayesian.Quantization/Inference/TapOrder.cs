namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// The order in which the weights of an output lie and are summed. Columns with a factor 2⁻ᵏ come in sections, k = 0 first: when a section is
/// done, its sum is doubled, so that the whole sum counts in units of the finest section, and no input has to be widened.
/// </summary>
internal sealed class TapOrder
{
    /// <summary>Taps of a group are multiplied together; sections are filled up to whole groups where they are summed.</summary>
    public const int GroupTaps = 16;

    /// <summary>Taps of a chunk are drawn together; sections start at whole chunks.</summary>
    public const int ChunkTaps = 64;

    /// <summary>Puts taps in order.</summary>
    /// <param name="taps">The number of weights of an output.</param>
    /// <param name="shifts">The k of every tap, 0 to 3; null where there are no column factors.</param>
    public TapOrder(int taps, byte[]? shifts)
    {
        var order = new List<int>();
        var sections = new List<Section>();
        for (int shift = 0; shift <= (shifts is null ? 0 : LayerSampling.LargestColumnShift); shift++)
        {
            int[] members = [.. Enumerable.Range(0, taps).Where(tap => shifts is null || shifts[tap] == shift)];
            sections.Add(new(order.Count, members.Length, shift));
            order.AddRange(members);
            order.AddRange(Enumerable.Repeat(-1, WeightLayout.RoundUp(members.Length, ChunkTaps) - members.Length));
        }

        (Taps, Sections) = ([.. order], [.. sections]);
    }

    /// <summary>The tap at every place; −1 where a place is empty.</summary>
    public int[] Taps { get; }

    /// <summary>The sections, in the order of their sums.</summary>
    public Section[] Sections { get; }

    /// <summary>Whether every tap is at the place of its own number.</summary>
    public bool IsPlain => Sections.Length == 1;

    /// <summary>The number of places.</summary>
    public int Length => Taps.Length;

    /// <summary>Taps with the same column factor 2⁻ᵏ.</summary>
    /// <param name="Start">The first place, a multiple of <see cref="ChunkTaps"/>.</param>
    /// <param name="Count">The number of taps.</param>
    /// <param name="Shift">The k of the factor.</param>
    internal readonly record struct Section(int Start, int Count, int Shift)
    {
        public int FirstGroup => Start / GroupTaps;

        public int EndGroup => (Start + Count + GroupTaps - 1) / GroupTaps;
    }
}
