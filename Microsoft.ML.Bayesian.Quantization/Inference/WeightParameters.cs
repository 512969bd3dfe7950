using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The weights of a layer as the draws see them, output by output in the order of <see cref="TapOrder"/>.</summary>
internal abstract unsafe class WeightParameters(TapOrder order)
{
    /// <summary>The order of the taps.</summary>
    protected TapOrder Order { get; } = order;

    /// <summary>Makes the parameters of a layer: packed where codes together take at most 8 bits, expanded otherwise.</summary>
    public static WeightParameters Of(LayerPosterior layer, LayerSampling sampling, TapOrder order, int places) =>
        PackedWeightParameters.CanHold(layer, sampling)
            ? new PackedWeightParameters(layer, sampling, order, places)
            : new ExpandedWeightParameters(layer, sampling, order, places);

    /// <summary>Draws the weights of an output at a chunk of places; empty places are 0.</summary>
    /// <param name="output">The output.</param>
    /// <param name="section">The section that the chunk is part of.</param>
    /// <param name="place">The first place of the chunk.</param>
    /// <param name="draw">The way that the layer draws.</param>
    /// <param name="words">The random words of layer and sample.</param>
    /// <param name="drawn">Receives <see cref="TapOrder.ChunkTaps"/> draws.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(int output, TapOrder.Section section, int place, LatticeDraw draw, AddressedWords words, sbyte* drawn)
    {
        int count = Math.Min(TapOrder.ChunkTaps, section.Start + section.Count - place);
        int chunk = output * (Order.Length / TapOrder.ChunkTaps) + place / TapOrder.ChunkTaps;
        if (Avx512Vbmi.IsSupported && HasVectors)
        {
            Vector512<byte> filled = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)count));
            (DrawChunk(output, section.Shift, place, chunk, draw, words) & filled.AsSByte()).Store(drawn);
            return;
        }

        for (int tap = 0; tap < count; tap++)
            drawn[tap] = draw.Draw(At(output, section.Shift, place + tap), words, chunk, tap);
        new Span<sbyte>(drawn + count, TapOrder.ChunkTaps - count).Clear();
    }

    /// <summary>Whether <see cref="DrawChunk"/> can be used.</summary>
    protected abstract bool HasVectors { get; }

    /// <summary>What a draw of the weight at a place needs to know.</summary>
    protected abstract LatticeParameters At(int output, int section, int place);

    /// <summary>Draws a whole chunk.</summary>
    protected abstract Vector512<sbyte> DrawChunk(int output, int section, int place, int chunk, LatticeDraw draw, AddressedWords words);

    /// <summary>Puts the draws of even and of odd taps side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector512<sbyte> Interleave(Vector512<short> even, Vector512<short> odd) =>
        ((even & Vector512.Create((short)0xFF)) | (odd << 8)).AsSByte();
}
