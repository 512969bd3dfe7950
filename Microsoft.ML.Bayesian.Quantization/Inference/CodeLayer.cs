using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>One layer's parameters as the draws see them, and where a drawn layer's parts lie.</summary>
internal sealed unsafe class CodeLayer
{
    /// <summary>Outputs of many rows are computed in blocks of this many.</summary>
    public const int BlockOutputs = 4;

    private const int Alignment = 64;

    private readonly LatticeDraw draw;
    private readonly WeightParameters weights;
    private readonly float[] biasMeans, biasDeviations;
    private readonly int offsetStart, markStart, weightStart, zero;
    private readonly bool pairsFit;

    public CodeLayer(NetworkLayer layer, LayerPosterior posterior, LayerSampling sampling)
    {
        Outputs = layer.BiasCount;
        PaddedOutputs = WeightLayout.RoundUp(Outputs, DrawnLayer.LineOutputs);
        zero = sampling.Input.Zero;
        int taps = layer.WeightCount / Outputs;
        Order = new TapOrder(taps, sampling.ColumnShifts(taps));
        (double widest, double farthest) = Extent(posterior, sampling, taps);
        int places = LatticeParameters.PlacesFor(widest);
        pairsFit = farthest <= DrawnSums.LargestMagnitude / 2;
        draw = new LatticeDraw(sampling.Draw, places, sampling.Reach);
        weights = WeightParameters.Of(posterior, sampling, Order, places);
        (biasMeans, biasDeviations) = (posterior.Bias.Mean.ToArray(), posterior.Bias.StandardDeviation.ToArray());

        int words = WeightLayout.RoundUp(PaddedOutputs * sizeof(float), Alignment);
        offsetStart = words;
        markStart = offsetStart + words;
        weightStart = markStart + WeightLayout.RoundUp(PaddedOutputs / BlockOutputs * Groups, Alignment);
        Length = checked(weightStart + PaddedOutputs * Order.Length);
    }

    /// <summary>The number of output units or channels.</summary>
    public int Outputs { get; }

    /// <summary>The same, padded to whole blocks.</summary>
    public int BlockedOutputs => WeightLayout.RoundUp(Outputs, BlockOutputs);

    /// <summary>The same, padded to whole lines.</summary>
    public int PaddedOutputs { get; }

    /// <summary>The order of the weights of an output.</summary>
    public TapOrder Order { get; }

    /// <summary>The bytes of a drawn layer; a multiple of 64.</summary>
    public int Length { get; }

    private int Groups => Order.Length / TapOrder.GroupTaps;

    /// <summary>The parts of a drawn layer.</summary>
    public DrawnLayer At(byte* start) => new((float*)start, (int*)(start + offsetStart), (GroupMark*)(start + markStart), (sbyte*)(start + weightStart), Order, pairsFit);

    /// <summary>Draws the layer.</summary>
    /// <param name="seed">The seed of the model.</param>
    /// <param name="index">The number of the layer.</param>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="start">Receives <see cref="Length"/> bytes; 64-byte aligned.</param>
    /// <param name="mark">Whether to find out where products can be added in 16 bits; it pays where many rows are to come.</param>
    /// <param name="wanted">Which chunks of taps have inputs that are not 0; empty where that is not known. Of the others anything may be left.</param>
    public void Draw(ulong seed, int index, int sample, byte* start, bool mark, ReadOnlySpan<bool> wanted)
    {
        DrawnLayer drawn = At(start);
        DrawBiases(seed, index, sample, drawn.Biases);
        var words = new AddressedWords(seed, index, sample);
        for (int output = 0; output < PaddedOutputs; output += DrawnLayer.LineOutputs)
        {
            sbyte* line = drawn.From(output);
            foreach (TapOrder.Section section in Order.Sections)
            {
                for (int place = section.Start; place < section.Start + section.Count; place += TapOrder.ChunkTaps)
                {
                    if (wanted.IsEmpty || !SkipsZeros || wanted[place / TapOrder.ChunkTaps])
                        DrawChunk(output, section, place, words, line + place / 4 * DrawnLayer.LineBytes);
                }
            }

            int centre = QuadProduct.InputOffset - zero;
            (centre == 0 ? Vector512<int>.Zero : DrawnSums.OfLine(line, Order) * centre).Store(drawn.Offsets + output);
            if (mark)
                DrawnSums.Mark(line, Groups, drawn.Marks + output / BlockOutputs * (nint)Groups);
        }

        if (!mark)
            new Span<GroupMark>(drawn.Marks, PaddedOutputs / BlockOutputs * Groups).Fill(GroupMark.Wide);
    }

    // Where 0 is no code 0, weights of an input of 0 are part of the offsets.
    private bool SkipsZeros => zero == 0 && QuadProduct.InputOffset == 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DrawChunk(int output, TapOrder.Section section, int place, AddressedWords words, sbyte* line)
    {
        sbyte* rows = stackalloc sbyte[DrawnLayer.LineOutputs * TapOrder.ChunkTaps];
        int present = Math.Min(DrawnLayer.LineOutputs, Outputs - output);
        for (int i = 0; i < present; i++)
            weights.Draw(output + i, section, place, draw, words, rows + i * TapOrder.ChunkTaps);
        new Span<sbyte>(rows + present * TapOrder.ChunkTaps, (DrawnLayer.LineOutputs - present) * TapOrder.ChunkTaps).Clear();
        TileKernel.TurnSquare((float*)rows, (float*)line);
    }

    private void DrawBiases(ulong seed, int index, int sample, float* biases)
    {
        new Span<float>(biases, PaddedOutputs).Clear();
        float* normal = stackalloc float[GaussianDraws.GroupSize];
        for (int output = 0; output < Outputs; output++)
        {
            int place = output % GaussianDraws.GroupSize;
            if (place == 0)
            {
                (Vector512<float> z0, Vector512<float> z1, Vector512<float> z2, Vector512<float> z3) = GaussianDraws.Group(seed, index, sample, output / GaussianDraws.GroupSize);
                z0.Store(normal);
                z1.Store(normal + 16);
                z2.Store(normal + 32);
                z3.Store(normal + 48);
            }

            biases[output] = MathF.FusedMultiplyAdd(biasDeviations[output], normal[place], biasMeans[output]);
        }
    }

    // In steps: the largest standard deviation, and how far from 0 a draw can be.
    private static (double Widest, double Farthest) Extent(LayerPosterior posterior, LayerSampling sampling, int taps)
    {
        float[] means = posterior.Weight.Mean.ToArray(), deviations = posterior.Weight.StandardDeviation.ToArray(), steps = sampling.WeightStepsOf(posterior);
        (double widest, double farthest) = (0, 0);
        for (int i = 0; i < steps.Length; i++)
        {
            double deviation = deviations[i] / (double)steps[i];
            widest = Math.Max(widest, deviation);
            // A draw is rounded by less than a step, and one that is narrow may then take one more.
            farthest = Math.Max(farthest, Math.Abs(means[i] / (double)steps[i]) + FixedNormal.Largest * deviation + 2);
        }

        return (widest, Math.Min(farthest, sampling.Reach));
    }
}
