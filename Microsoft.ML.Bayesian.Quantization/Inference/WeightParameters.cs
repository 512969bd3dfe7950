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

    /// <summary>Draws all weights of an output; empty places are 0.</summary>
    /// <param name="output">The output.</param>
    /// <param name="draw">The way that the layer draws.</param>
    /// <param name="words">The random words of layer and sample.</param>
    /// <param name="row">Receives the draws; 64-byte aligned.</param>
    public void DrawRow(int output, LatticeDraw draw, AddressedWords words, sbyte* row)
    {
        bool vectors = Avx512Vbmi.IsSupported && HasVectors;
        foreach (TapOrder.Section section in Order.Sections)
        {
            for (int done = 0; done < section.Count; done += TapOrder.ChunkTaps)
            {
                int start = section.Start + done, count = Math.Min(TapOrder.ChunkTaps, section.Count - done);
                int chunk = output * (Order.Length / TapOrder.ChunkTaps) + start / TapOrder.ChunkTaps;
                if (vectors)
                {
                    Vector512<sbyte> drawn = DrawChunk(output, section.Shift, start, chunk, draw, words);
                    Vector512<byte> filled = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)count));
                    (drawn & filled.AsSByte()).Store(row + start);
                    continue;
                }

                for (int tap = 0; tap < count; tap++)
                    row[start + tap] = draw.Draw(At(output, section.Shift, start + tap), words, chunk, tap);
                new Span<sbyte>(row + start + count, TapOrder.ChunkTaps - count).Clear();
            }
        }
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
