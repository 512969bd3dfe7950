namespace Microsoft.ML.Bayesian;

/// <summary>Hashes that are the same in every process.</summary>
internal static class RowHash
{
    /// <summary>Spreads every bit over all bits: the finalizer of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>The hash of a row, by its class probabilities bit for bit and its label.</summary>
    public static ulong Of(ReadOnlySpan<float> probabilities, int label)
    {
        ulong hash = Mix((ulong)label);
        foreach (float probability in probabilities)
            hash = Mix(hash ^ BitConverter.SingleToUInt32Bits(probability));
        return hash;
    }
}
