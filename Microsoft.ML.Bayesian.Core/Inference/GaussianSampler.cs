using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Draws whole sets of weights or of noise, one per sample, in the layout of the kernels. A draw is a function of (seed, layer, position,
/// sample) alone. Where all samples fit into the given memory they are drawn once and kept.
/// </summary>
internal sealed class GaussianSampler
{
    // Noise has streams of its own, far from those of the weights.
    private const int FirstNoiseStream = 1 << 16;

    private readonly ulong seed;
    private readonly int[] streams;
    private readonly float[][] means;
    private readonly float[][] standardDeviations;
    private readonly Lazy<AlignedBuffer>? bank;
    private readonly ConcurrentBag<AlignedBuffer> spare = [];

    /// <summary>Draws the weights of a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">The seed, the number of samples and the memory that they may be kept in.</param>
    /// <param name="firstLayer">The first layer with parameters that weights are drawn for; those below have none.</param>
    public GaussianSampler(Posterior posterior, InferenceOptions options, int firstLayer = 0) : this(
        [.. Enumerable.Range(firstLayer, posterior.Layers.Count - firstLayer)],
        [.. Layouts(posterior, firstLayer).Select(layer => layer.Layout.Arranged(layer.Learnt.Weight.Mean, layer.Learnt.Bias.Mean))],
        [.. Layouts(posterior, firstLayer).Select(layer => layer.Layout.Arranged(layer.Learnt.Weight.StandardDeviation, layer.Learnt.Bias.StandardDeviation))],
        options)
    {
    }

    /// <summary>Draws standard normal noise, independent of the weights of the same seed.</summary>
    /// <param name="lengths">The number of values of each layer.</param>
    /// <param name="options">The seed, the number of samples and the memory that they may be kept in.</param>
    public static GaussianSampler OfNoise(IEnumerable<int> lengths, InferenceOptions options)
    {
        float[][] ones = [.. lengths.Select(length => Enumerable.Repeat(1f, WeightLayout.RoundUp(length, GaussianDraws.GroupSize)).ToArray())];
        return new([.. ones.Select((_, layer) => FirstNoiseStream + layer)], [.. ones.Select(layer => new float[layer.Length])], ones, options);
    }

    private GaussianSampler(int[] streams, float[][] means, float[][] standardDeviations, InferenceOptions options)
    {
        seed = options.Seed;
        this.streams = streams;
        this.means = means;
        this.standardDeviations = standardDeviations;
        Offsets = new int[means.Length];
        for (int layer = 1; layer < means.Length; layer++)
            Offsets[layer] = checked(Offsets[layer - 1] + means[layer - 1].Length);
        SampleLength = checked(means.Sum(layer => layer.Length));

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
            GaussianDraws.Fill(seed, streams[layer], sample, means[layer], standardDeviations[layer], destination.Slice(Offsets[layer], means[layer].Length));
    }

    private static IEnumerable<(WeightLayout Layout, LayerPosterior Learnt)> Layouts(Posterior posterior, int firstLayer) =>
        posterior.Network.ParameterizedLayers.Zip(posterior.Layers, (layer, learnt) => (new WeightLayout(layer), learnt)).Skip(firstLayer);
}
