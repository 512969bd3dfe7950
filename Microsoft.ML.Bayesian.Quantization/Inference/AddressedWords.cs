using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Random words as a function of (seed, layer, sample, index): a permutation of 32 bits with three multiplications (Wellons, "Prospecting for hash
/// functions", 2018: triple32), with two keys that Philox makes of seed, layer and sample. A third of the time that Philox would take word by word.
/// </summary>
internal readonly struct AddressedWords
{
    // Normal draws have 0 as the last word of their counters.
    private const uint Domain = 2;

    private readonly uint firstKey, secondKey;

    public AddressedWords(ulong seed, int layer, int sample)
    {
        Vector512<uint> c0 = Vector512<uint>.Zero, c1 = Vector512.Create((uint)layer), c2 = Vector512.Create((uint)sample), c3 = Vector512.Create(Domain);
        Philox.Encrypt(seed, ref c0, ref c1, ref c2, ref c3);
        (firstKey, secondKey) = (c0[0], c1[0]);
    }

    /// <summary>The word at an index.</summary>
    public uint this[uint index]
    {
        get
        {
            uint x = index ^ firstKey;
            x ^= x >> 17;
            x = (x * 0xED5AD4BB) ^ secondKey;
            x ^= x >> 11;
            x *= 0xAC4C1B51;
            x ^= x >> 15;
            x *= 0x31848BAB;
            return x ^ (x >> 14);
        }
    }

    /// <summary>The sixteen words from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<uint> Sixteen(uint index)
    {
        Vector512<uint> x = (Vector512.Create(index) + Vector512<uint>.Indices) ^ Vector512.Create(firstKey);
        x ^= x >>> 17;
        x = (x * Vector512.Create(0xED5AD4BBu)) ^ Vector512.Create(secondKey);
        x ^= x >>> 11;
        x *= Vector512.Create(0xAC4C1B51u);
        x ^= x >>> 15;
        x *= Vector512.Create(0x31848BABu);
        return x ^ (x >>> 14);
    }
}
