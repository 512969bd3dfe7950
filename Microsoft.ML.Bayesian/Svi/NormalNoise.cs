using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Standard normal numbers from the seed of a generator. In the machine's own memory they come sixteen at a time from as many streams
/// of xoshiro128+ (Blackman and Vigna 2021), in a fraction of the generator's own time; elsewhere the generator makes them.
/// </summary>
internal sealed class NormalNoise : ICheckpointed
{
    private readonly Generator generator;
    private Vector512<uint> a, b, c, d;

    public NormalNoise(Generator generator)
    {
        this.generator = generator;
        ulong seed = unchecked((ulong)generator.initial_seed());
        (a, b, c, d) = (Words(0), Words(1), Words(2), Words(3));

        Vector512<uint> Words(uint part)
        {
            Span<uint> words = stackalloc uint[Vector512<uint>.Count];
            for (int lane = 0; lane < words.Length; lane++)
                words[lane] = (uint)(SplitMix64.Mix(SplitMix64.Mix(seed) + 4 * (ulong)lane + part) >> 32);
            return Vector512.Create<uint>(words);
        }
    }

    string ICheckpointed.Tag => "NOIS";

    /// <summary>As many new numbers as a tensor has, in its shape.</summary>
    public Tensor Like(Tensor tensor)
    {
        Tensor noise = empty_like(tensor);
        if (!TensorMemory.IsManaged(noise))
            return noise.normal_(0, 1, generator);
        Fill(TensorMemory.Of(noise));
        return noise;
    }

    void ICheckpointed.Save(BinaryWriter writer)
    {
        foreach (Vector512<uint> words in new[] { a, b, c, d })
        {
            for (int lane = 0; lane < Vector512<uint>.Count; lane++)
                writer.Write(words[lane]);
        }
    }

    void ICheckpointed.Restore(SectionReader reader)
    {
        (a, b, c, d) = (Words(), Words(), Words(), Words());

        Vector512<uint> Words()
        {
            Span<uint> words = stackalloc uint[Vector512<uint>.Count];
            for (int lane = 0; lane < words.Length; lane++)
                words[lane] = reader.ReadUInt32();
            return Vector512.Create<uint>(words);
        }
    }

    private void Fill(Span<float> destination)
    {
        Span<float> pair = stackalloc float[2 * Vector512<float>.Count];
        for (; destination.Length >= pair.Length; destination = destination[pair.Length..])
            Next(destination);
        Next(pair);
        pair[..destination.Length].CopyTo(destination);
    }

    private void Next(Span<float> pair)
    {
        (Vector512<float> first, Vector512<float> second) = GaussianDraws.BoxMuller(Word(), Word());
        first.CopyTo(pair);
        second.CopyTo(pair[Vector512<float>.Count..]);
    }

    private Vector512<uint> Word()
    {
        Vector512<uint> word = a + d, shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = (d << 11) | (d >>> 21);
        return word;
    }
}
