namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>FNV-1a over 32-bit words: a short name for many bits that is the same in every process.</summary>
internal struct HashCode64()
{
    public ulong Value { get; private set; } = 0xcbf29ce484222325;

    public static ulong Of(IEnumerable<int> words)
    {
        var hash = new HashCode64();
        foreach (int word in words)
            hash.Add(word);
        return hash.Value;
    }

    public void Add(int word) => Value = (Value ^ (uint)word) * 0x100000001b3;
}
