using System.Collections.Concurrent;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Draws whole sets of weights as small integers, one set per sample, in the layout of <see cref="PairProduct"/>. A draw is a function of
/// (seed, layer, position, sample) alone, and uses the same normal numbers as the single-precision engine does for the same weight. The
/// posterior stays packed: a few taps at a time are decoded, drawn and forgotten. Where all samples fit into the given memory, they are drawn once and kept.
/// </summary>
internal sealed unsafe class CodeSampler
{
    // Whole groups of draws, whatever the number of outputs.
    private const int TileTaps = GaussianDraws.GroupSize;

    private readonly InferenceOptions options;
    private readonly CodeLayer[] layers;
    private readonly Lazy<AlignedBuffer>? bank;
    private readonly ConcurrentBag<AlignedBuffer> spare = [];

    public CodeSampler(Posterior posterior, IntegerSamplingRule rule, InferenceOptions options)
    {
        this.options = options;
        layers = [.. posterior.Network.ParameterizedLayers.Select((layer, index) => new CodeLayer(layer, posterior.Layers[index], rule.Layers[index]))];
        Offsets = new int[layers.Length];
        for (int layer = 1; layer < layers.Length; layer++)
            Offsets[layer] = checked(Offsets[layer - 1] + layers[layer - 1].Length);
        SampleLength = checked(Offsets[^1] + layers[^1].Length);

        long bankLength = (long)SampleLength * options.SampleCount;
        if (bankLength * sizeof(float) <= options.SampleCacheBytes && bankLength < Array.MaxLength - 64)
            bank = new(() => DrawAll(options.SampleCount));
    }

    /// <summary>The number of 32-bit words of one sample.</summary>
    public int SampleLength { get; }

    /// <summary>Where each layer starts within a sample: first its biases as floats, then its weights as pairs of 16-bit numbers.</summary>
    public int[] Offsets { get; }

    /// <summary>Lends one sample.</summary>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="scratch">Memory that <see cref="Rent"/> gave; receives the draws unless they are kept.</param>
    public int* Sample(int sample, AlignedBuffer? scratch)
    {
        if (bank is not null)
            return (int*)bank.Value.Pointer + (long)sample * SampleLength;
        Draw(sample, (int*)scratch!.Pointer);
        return (int*)scratch.Pointer;
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
            Draw(sample, (int*)all.Pointer + (long)sample * SampleLength);
        return all;
    }

    private void Draw(int sample, int* destination)
    {
        var tile = new Tile(layers.Max(layer => layer.Stride));
        for (int layer = 0; layer < layers.Length; layer++)
        {
            int* biases = destination + Offsets[layer];
            for (int tap = 0; tap <= layers[layer].Taps; tap += TileTaps)
                DrawTile(layer, sample, tap, tile, (float*)biases, biases + layers[layer].Stride);
        }
    }

    /// <summary>Draws some taps of all outputs. The biases follow the last tap, as in the single-precision layout.</summary>
    private void DrawTile(int index, int sample, int firstTap, Tile tile, float* biases, int* pairs)
    {
        CodeLayer layer = layers[index];
        int stride = layer.Stride, taps = Math.Min(TileTaps, layer.Taps - firstTap), rows = Math.Min(TileTaps, layer.Taps + 1 - firstTap);
        int length = WeightLayout.RoundUp(rows * stride, GaussianDraws.GroupSize), firstGroup = firstTap * stride / GaussianDraws.GroupSize;
        tile.Clear(length);
        layer.Decode(firstTap, taps, tile.Centre, tile.Spread);
        Span<float> normal = tile.Normal.AsSpan(0, length), uniform = tile.Uniform.AsSpan(0, length);
        for (int group = 0; group < length / GaussianDraws.GroupSize; group++)
        {
            (Vector512<float> z0, Vector512<float> z1, Vector512<float> z2, Vector512<float> z3) = GaussianDraws.Group(options.Seed, index, sample, firstGroup + group);
            Span<float> place = normal.Slice(group * GaussianDraws.GroupSize, GaussianDraws.GroupSize);
            z0.CopyTo(place);
            z1.CopyTo(place[16..]);
            z2.CopyTo(place[32..]);
            z3.CopyTo(place[48..]);
        }

        if (layer.Rule == DrawRule.Matched)
            UniformDraws.Fill(options.Seed, index, sample, firstGroup, uniform);
        Vector512<float> reach = Vector512.Create((float)layer.Reach);
        for (int i = 0; i < taps * stride; i += Vector512<float>.Count)
        {
            LatticeDraw.Draw(layer.Rule, Vector512.Create(tile.Centre.AsSpan(i, 16)), Vector512.Create(tile.Spread.AsSpan(i, 16)),
                Vector512.Create(normal.Slice(i, 16)), Vector512.Create(uniform.Slice(i, 16)), reach).CopyTo(tile.Codes.AsSpan(i, 16));
        }

        // Taps go together in twos, the first in the lower half; after an odd last tap comes a row of zeros.
        tile.Codes.AsSpan(taps * stride, stride).Clear();
        for (int tap = 0; tap < taps; tap += 2)
        {
            int* pair = pairs + (firstTap + tap) / 2 * stride;
            for (int output = 0; output < stride; output += 16)
            {
                Vector512<int> first = Vector512.Create(tile.Codes.AsSpan(tap * stride + output, 16)), second = Vector512.Create(tile.Codes.AsSpan((tap + 1) * stride + output, 16));
                ((first & Vector512.Create(0xFFFF)) | (second << 16)).Store(pair + output);
            }
        }

        if (rows > taps)
            layer.DrawBiases(normal.Slice(taps * stride, stride), new Span<float>(biases, stride));
    }

    /// <summary>What is between the packed posterior and the drawn numbers, for a few taps of all outputs: [tap][output].</summary>
    private sealed class Tile
    {
        public readonly float[] Centre, Spread, Normal, Uniform;
        public readonly int[] Codes;

        public Tile(int stride)
        {
            int length = (TileTaps + 1) * stride;
            (Centre, Spread, Normal, Uniform, Codes) = (new float[length], new float[length], new float[length], new float[length], new int[length]);
        }

        public void Clear(int length)
        {
            Array.Clear(Centre, 0, length);
            Array.Clear(Spread, 0, length);
        }
    }
}
