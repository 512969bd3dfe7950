using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>One layer's parameters as the draws see them, and where a drawn layer's parts lie.</summary>
internal sealed unsafe class CodeLayer
{
    /// <summary>Outputs are computed in blocks of this many; weights are padded with zeros up to it.</summary>
    public const int BlockOutputs = 4;

    private const int Alignment = 64;

    private readonly LatticeDraw draw;
    private readonly WeightParameters weights;
    private readonly float[] biasMeans, biasDeviations;
    private readonly int offsetStart, markStart, weightStart;

    public CodeLayer(NetworkLayer layer, LayerPosterior posterior, LayerSampling sampling)
    {
        Outputs = layer.BiasCount;
        PaddedOutputs = WeightLayout.RoundUp(Outputs, BlockOutputs);
        int taps = layer.WeightCount / Outputs;
        Order = new TapOrder(taps, sampling.ColumnShifts(taps));
        int places = LatticeParameters.PlacesFor(WidestSpread(posterior, sampling, taps));
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
    public int PaddedOutputs { get; }

    /// <summary>The order of the weights of an output.</summary>
    public TapOrder Order { get; }

    /// <summary>The bytes of a drawn layer; a multiple of 64.</summary>
    public int Length { get; }

    private int Groups => Order.Length / TapOrder.GroupTaps;

    /// <summary>The parts of a drawn layer.</summary>
    public DrawnLayer At(byte* start) => new((float*)start, (int*)(start + offsetStart), (GroupMark*)(start + markStart), (sbyte*)(start + weightStart), Order);

    /// <summary>Draws the layer.</summary>
    /// <param name="seed">The seed of the model.</param>
    /// <param name="index">The number of the layer.</param>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="start">Receives <see cref="Length"/> bytes; 64-byte aligned.</param>
    /// <param name="zero">The code of an input of 0: sums over codes are too large by it times the sum of the weights.</param>
    /// <param name="mark">Whether to find out where products can be added in 16 bits; it pays where many rows are to come.</param>
    public void Draw(ulong seed, int index, int sample, byte* start, int zero, bool mark)
    {
        DrawnLayer drawn = At(start);
        DrawBiases(seed, index, sample, drawn.Biases);
        var words = new AddressedWords(seed, index, sample);
        for (int output = 0; output < PaddedOutputs; output++)
        {
            sbyte* row = drawn.Weights + (nint)output * Order.Length;
            if (output < Outputs)
                weights.DrawRow(output, draw, words, row);
            else
                new Span<sbyte>(row, Order.Length).Clear();
            drawn.Offsets[output] = (QuadProduct.InputOffset - zero) * DrawnSums.OfRow(row, Order);
            if (mark && output % BlockOutputs == BlockOutputs - 1)
                DrawnSums.Mark(row - (BlockOutputs - 1) * (nint)Order.Length, Order.Length, drawn.Marks + output / BlockOutputs * (nint)Groups);
        }

        if (!mark)
            new Span<GroupMark>(drawn.Marks, PaddedOutputs / BlockOutputs * Groups).Fill(GroupMark.Wide);
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

    private static double WidestSpread(LayerPosterior posterior, LayerSampling sampling, int taps)
    {
        float[] deviations = posterior.Weight.StandardDeviation.ToArray(), steps = sampling.StepsOf(posterior);
        byte[]? shifts = sampling.ColumnShifts(taps);
        double widest = 0;
        for (int i = 0; i < deviations.Length; i++)
            widest = Math.Max(widest, deviations[i] / (double)steps[i / taps] * (shifts is null ? 1 : 1 << shifts[i % taps]));
        return widest;
    }
}
