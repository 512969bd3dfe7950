namespace Microsoft.ML.Bayesian;

/// <summary>Random numbers that are a function of a seed, an index and their position.</summary>
internal sealed class SeededDraws(int seed, int index)
{
    private const int UnitBits = 53;

    private readonly ulong key = SplitMix64.Mix(SplitMix64.Mix((uint)seed) + (uint)index);
    private ulong position;

    /// <summary>A whole number of at least 0 that is a function of seed and index: the seed of a trial.</summary>
    public static int SeedOf(int seed, int index) => (int)(new SeededDraws(seed, index).Next() >> 33);

    /// <summary>A number from 0 to below 1.</summary>
    public double NextUnit() => (Next() >> (64 - UnitBits)) * (1.0 / (1UL << UnitBits));

    /// <summary>A standard normal number, by the method of Box and Muller.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextUnit())) * Math.Cos(2 * Math.PI * NextUnit());

    private ulong Next() => SplitMix64.Mix(key + position++);
}
