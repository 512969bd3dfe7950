using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Draws whole sets of weights as small integers, one set per sample. A draw is a function of (seed, layer, place, sample) alone. Where all
/// samples fit into the given memory, they are drawn once and kept, a byte per weight.
/// </summary>
internal sealed unsafe class CodeSampler
{
    private readonly InferenceOptions options;
    private readonly Lazy<AlignedBuffer>? bank;
    private readonly ConcurrentBag<AlignedBuffer> spare = [];

    public CodeSampler(Posterior posterior, IntegerSamplingRule rule, InferenceOptions options)
    {
        this.options = options;
        Layers = [.. posterior.Network.ParameterizedLayers.Select((layer, index) => new CodeLayer(layer, posterior.Layers[index], rule.Layers[index]))];
        Offsets = new int[Layers.Length];
        for (int layer = 1; layer < Layers.Length; layer++)
            Offsets[layer] = checked(Offsets[layer - 1] + Layers[layer - 1].Length);
        SampleLength = checked(Offsets[^1] + Layers[^1].Length);

        long bankLength = (long)SampleLength * options.SampleCount;
        if (bankLength <= options.SampleCacheBytes && bankLength / sizeof(float) < Array.MaxLength - 64)
            bank = new(() => DrawAll(options.SampleCount));
    }

    /// <summary>The layers that have parameters.</summary>
    public CodeLayer[] Layers { get; }

    /// <summary>The bytes of one sample.</summary>
    public int SampleLength { get; }

    /// <summary>Where each layer starts within a sample.</summary>
    public int[] Offsets { get; }

    /// <summary>Lends one sample.</summary>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="scratch">Memory that <see cref="Rent"/> gave; receives the draws unless they are kept.</param>
    /// <param name="manyRows">Whether many rows are to come, for which more is found out about the draws.</param>
    /// <param name="wanted">Which chunks of the first layer's taps are to be multiplied with anything but 0; empty where that is not known.</param>
    public byte* Sample(int sample, AlignedBuffer? scratch, bool manyRows, ReadOnlySpan<bool> wanted = default)
    {
        if (bank is not null)
            return (byte*)bank.Value.Pointer + (long)sample * SampleLength;
        Draw(sample, (byte*)scratch!.Pointer, manyRows, wanted);
        return (byte*)scratch.Pointer;
    }

    /// <summary>Scratch memory for <see cref="Sample"/>; null where samples are kept.</summary>
    public AlignedBuffer? Rent() => bank is not null ? null : spare.TryTake(out AlignedBuffer? buffer) ? buffer : new AlignedBuffer(SampleLength / sizeof(float));

    /// <summary>Gives scratch memory back.</summary>
    public void Return(AlignedBuffer? scratch)
    {
        if (scratch is not null)
            spare.Add(scratch);
    }

    private AlignedBuffer DrawAll(int sampleCount)
    {
        var all = new AlignedBuffer((long)SampleLength / sizeof(float) * sampleCount);
        for (int sample = 0; sample < sampleCount; sample++)
            Draw(sample, (byte*)all.Pointer + (long)sample * SampleLength, mark: true, wanted: default);
        return all;
    }

    private void Draw(int sample, byte* destination, bool mark, ReadOnlySpan<bool> wanted)
    {
        for (int layer = 0; layer < Layers.Length; layer++)
            Layers[layer].Draw(options.Seed, layer, sample, destination + Offsets[layer], mark, layer == 0 ? wanted : default);
    }
}
