namespace Microsoft.ML.Bayesian;

/// <summary>Hashes that are the same in every process.</summary>
internal static class RowHash
{
    /// <summary>The hash of a row, by its class probabilities bit for bit and its label.</summary>
    public static ulong Of(ReadOnlySpan<float> probabilities, int label)
    {
        ulong hash = SplitMix64.Mix((ulong)label);
        foreach (float probability in probabilities)
            hash = SplitMix64.Mix(hash ^ BitConverter.SingleToUInt32Bits(probability));
        return hash;
    }
}
