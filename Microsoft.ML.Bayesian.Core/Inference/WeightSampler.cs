using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Draws whole sets of weights, one per sample, in the layout of the kernels. A weight is a function of (seed, layer, position, sample)
/// alone. Where all samples fit into the given memory they are drawn once and kept.
/// </summary>
internal sealed class WeightSampler
{
    private readonly ulong seed;
    private readonly int firstLayer;
    private readonly float[][] means;
    private readonly float[][] standardDeviations;
    private readonly Lazy<AlignedBuffer>? bank;
    private readonly ConcurrentBag<AlignedBuffer> spare = [];

    /// <summary>Draws the weights of a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">The seed, the number of samples and the memory that they may be kept in.</param>
    /// <param name="firstLayer">The first layer with parameters that weights are drawn for; those below have none.</param>
    public WeightSampler(Posterior posterior, InferenceOptions options, int firstLayer = 0)
    {
        seed = options.Seed;
        this.firstLayer = firstLayer;
        (WeightLayout Layout, LayerPosterior Learnt)[] layers =
            [.. posterior.Network.ParameterizedLayers.Zip(posterior.Layers, (layer, learnt) => (new WeightLayout(layer), learnt)).Skip(firstLayer)];
        means = [.. layers.Select(layer => layer.Layout.Arranged(layer.Learnt.Weight.Mean, layer.Learnt.Bias.Mean))];
        standardDeviations = [.. layers.Select(layer => layer.Layout.Arranged(layer.Learnt.Weight.StandardDeviation, layer.Learnt.Bias.StandardDeviation))];
        Offsets = new int[layers.Length];
        for (int layer = 1; layer < layers.Length; layer++)
            Offsets[layer] = checked(Offsets[layer - 1] + means[layer - 1].Length);
        SampleLength = checked(Offsets[^1] + means[^1].Length);

        long bankLength = (long)SampleLength * options.SampleCount;
        if (bankLength * sizeof(float) <= options.SampleCacheBytes && bankLength < Array.MaxLength - 64)
            bank = new(() => DrawAll(options.SampleCount));
    }

    /// <summary>The number of values of one sample, padding included.</summary>
    public int SampleLength { get; }

    /// <summary>Where each layer with parameters starts within a sample.</summary>
    public int[] Offsets { get; }

    /// <summary>Lends the weights of one sample after the other.</summary>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="scratch">Memory that <see cref="Rent"/> gave; receives the draws unless they are kept.</param>
    /// <returns>The address of the sample's weights, valid until <paramref name="scratch"/> is used again or returned.</returns>
    public unsafe float* Sample(int sample, AlignedBuffer? scratch)
    {
        if (bank is not null)
            return bank.Value.Pointer + (long)sample * SampleLength;
        Draw(sample, scratch!.Span);
        return scratch.Pointer;
    }

    /// <summary>Whether samples are kept.</summary>
    public bool KeepsSamples => bank is not null;

    /// <summary>Scratch memory for <see cref="Sample"/>; null where samples are kept.</summary>
    public AlignedBuffer? Rent() => bank is not null ? null : spare.TryTake(out AlignedBuffer? buffer) ? buffer : new AlignedBuffer(SampleLength);

    /// <summary>Gives scratch memory back.</summary>
    public void Return(AlignedBuffer? scratch)
    {
        if (scratch is not null)
            spare.Add(scratch);
    }

    private AlignedBuffer DrawAll(int sampleCount)
    {
        var all = new AlignedBuffer((long)SampleLength * sampleCount);
        for (int sample = 0; sample < sampleCount; sample++)
            Draw(sample, all.Span.Slice(sample * SampleLength, SampleLength));
        return all;
    }

    private void Draw(int sample, Span<float> destination)
    {
        for (int layer = 0; layer < means.Length; layer++)
            GaussianDraws.Fill(seed, firstLayer + layer, sample, means[layer], standardDeviations[layer], destination.Slice(Offsets[layer], means[layer].Length));
    }
}
