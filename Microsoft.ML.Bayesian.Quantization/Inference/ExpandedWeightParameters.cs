using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Weights in 8 bytes each: for posteriors in single precision, and codes that do not fit into a byte.</summary>
internal sealed unsafe class ExpandedWeightParameters : WeightParameters
{
    private const int Half = TapOrder.ChunkTaps / 2, Fields = 4;

    // For every chunk its centres, widths and probabilities; of each first those of even taps, then those of odd ones.
    private readonly ushort[] chunks;

    public ExpandedWeightParameters(LayerPosterior layer, LayerSampling sampling, TapOrder order, int places) : base(order)
    {
        float[] steps = sampling.StepsOf(layer);
        int outputs = steps.Length, taps = layer.Weight.Length / outputs;
        chunks = GC.AllocateArray<ushort>(checked(outputs * order.Length * Fields), pinned: true);
        float[] means = new float[taps], deviations = new float[taps];
        for (int output = 0; output < outputs; output++)
        {
            layer.Weight.Mean.CopyTo(output * taps, means);
            layer.Weight.StandardDeviation.CopyTo(output * taps, deviations);
            foreach (TapOrder.Section section in order.Sections)
            {
                double finer = (1 << section.Shift) / (double)steps[output];
                for (int place = section.Start; place < section.Start + section.Count; place++)
                {
                    int tap = order.Taps[place];
                    double centre = means[tap] * finer;
                    if (sampling.Draw == DrawRule.Matched && sampling.Steps is null)
                        centre = Math.Round(centre);
                    LatticeParameters parameters = LatticeParameters.Of(sampling.Draw, centre, deviations[tap] * finer, places);
                    int at = FirstField(output, place);
                    (chunks[at], chunks[at + 2 * Half], chunks[at + 4 * Half], chunks[at + 6 * Half]) =
                        ((ushort)parameters.Centre, (ushort)parameters.Width, parameters.Above, parameters.Below);
                }
            }
        }
    }

    protected override bool HasVectors => true;

    protected override LatticeParameters At(int output, int section, int place)
    {
        int at = FirstField(output, place);
        return new((short)chunks[at], (short)chunks[at + 2 * Half], chunks[at + 4 * Half], chunks[at + 6 * Half]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector512<sbyte> DrawChunk(int output, int section, int place, int chunk, LatticeDraw draw, AddressedWords words)
    {
        ref ushort fields = ref chunks[FirstField(output, place)];
        uint first = (uint)chunk * LatticeDraw.ChunkWords;
        Vector512<ushort> rounding = words.Sixteen(first + 32).AsUInt16();
        Vector512<short> even = draw.Draw(Field(ref fields, 0).AsInt16(), Field(ref fields, 2).AsInt16(), Field(ref fields, 4), Field(ref fields, 6), words.Sixteen(first).AsUInt16(), rounding.AsInt16());
        Vector512<short> odd = draw.Draw(Field(ref fields, 1).AsInt16(), Field(ref fields, 3).AsInt16(), Field(ref fields, 5), Field(ref fields, 7), words.Sixteen(first + 16).AsUInt16(), (rounding >>> 8).AsInt16());
        return Interleave(even, odd);
    }

    private static Vector512<ushort> Field(ref ushort fields, nuint field) => Vector512.LoadUnsafe(ref fields, field * Half);

    private int FirstField(int output, int place)
    {
        (int chunk, int tap) = Math.DivRem(place, TapOrder.ChunkTaps);
        return (output * (Order.Length / TapOrder.ChunkTaps) + chunk) * TapOrder.ChunkTaps * Fields + tap % 2 * Half + tap / 2;
    }
}
