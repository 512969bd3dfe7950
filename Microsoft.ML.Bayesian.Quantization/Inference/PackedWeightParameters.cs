using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Weights in one byte each, the code of the mean above that of the standard deviation, and for every output a small table of what its codes
/// stand for. A table of up to 32 entries is looked up in registers.
/// </summary>
internal sealed unsafe class PackedWeightParameters : WeightParameters
{
    private const int TableRegister = 32;

    private readonly int meanBits, deviationBits;
    private readonly byte[] codes;
    private readonly short[] centres, widths;
    private readonly ushort[] probabilities;

    public PackedWeightParameters(LayerPosterior layer, LayerSampling sampling, TapOrder order, int places) : base(order)
    {
        (PackedStorage mean, PackedStorage deviation) = ((PackedStorage)layer.Weight.Mean, (PackedStorage)layer.Weight.StandardDeviation);
        (meanBits, deviationBits) = (mean.Bits, deviation.Bits);
        float[] steps = sampling.StepsOf(layer);
        int outputs = steps.Length, taps = mean.Length / outputs, tables = outputs * order.Sections.Length;
        codes = GC.AllocateArray<byte>(outputs * order.Length, pinned: true);
        centres = GC.AllocateArray<short>((tables << meanBits) + TableRegister, pinned: true);
        widths = GC.AllocateArray<short>((tables << deviationBits) + TableRegister, pinned: true);
        probabilities = GC.AllocateArray<ushort>((tables << deviationBits) + TableRegister, pinned: true);

        Span<byte> meanCodes = new byte[taps], deviationCodes = new byte[taps];
        for (int output = 0; output < outputs; output++)
        {
            mean.CopyCodes(output * taps, meanCodes);
            deviation.CopyCodes(output * taps, deviationCodes);
            for (int place = 0; place < order.Length; place++)
                codes[output * order.Length + place] = order.Taps[place] is var tap and >= 0 ? (byte)(meanCodes[tap] << deviationBits | deviationCodes[tap]) : (byte)0;

            foreach (TapOrder.Section section in order.Sections)
            {
                int table = output * order.Sections.Length + section.Shift;
                double finer = (1 << section.Shift) / (double)steps[output];
                for (int code = 0; code < mean.Levels.LevelCount; code++)
                {
                    double centre = mean.Levels.Decode(code) * FactorOf(mean, output, outputs) * finer;
                    centres[(table << meanBits) + code] = LatticeParameters.Of(sampling.Draw, sampling.Draw == DrawRule.Matched ? Math.Round(centre) : centre, 0, places).Centre;
                }

                for (int code = 0; code < deviation.Levels.LevelCount; code++)
                {
                    LatticeParameters parameters = LatticeParameters.Of(sampling.Draw, 0, deviation.Levels.Decode(code) * FactorOf(deviation, output, outputs) * finer, places);
                    widths[(table << deviationBits) + code] = parameters.Width;
                    probabilities[(table << deviationBits) + code] = parameters.Above;
                }
            }
        }
    }

    /// <summary>Whether centre and width depend on one code each, and both codes fit into a byte.</summary>
    public static bool CanHold(LayerPosterior layer, LayerSampling sampling) =>
        layer.Weight.Mean is PackedStorage mean && layer.Weight.StandardDeviation is PackedStorage deviation && mean.Bits + deviation.Bits <= 8
        && (sampling.Draw != DrawRule.Matched || sampling.Steps is null);

    protected override bool HasVectors => 1 << Math.Max(meanBits, deviationBits) <= TableRegister;

    protected override LatticeParameters At(int output, int section, int place)
    {
        int code = codes[output * Order.Length + place], table = output * Order.Sections.Length + section;
        int deviation = (table << deviationBits) + (code & ((1 << deviationBits) - 1));
        return new(centres[(table << meanBits) + (code >> deviationBits)], widths[deviation], probabilities[deviation], probabilities[deviation]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector512<sbyte> DrawChunk(int output, int section, int place, int chunk, LatticeDraw draw, AddressedWords words)
    {
        int table = output * Order.Sections.Length + section;
        Vector512<short> centre = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(centres), (nuint)(table << meanBits));
        Vector512<short> width = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(widths), (nuint)(table << deviationBits));
        Vector512<ushort> probability = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(probabilities), (nuint)(table << deviationBits));
        Vector512<ushort> code = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(codes), (nuint)(output * Order.Length + place)).AsUInt16();
        Vector512<ushort> mask = Vector512.Create((ushort)((1 << deviationBits) - 1)), lower = Vector512.Create((ushort)0xFF);

        uint first = (uint)chunk * LatticeDraw.ChunkWords;
        Vector512<ushort> rounding = words.Sixteen(first + 32).AsUInt16();
        Vector512<short> even = Half(code & lower, words.Sixteen(first), rounding);
        Vector512<short> odd = Half(code >>> 8, words.Sixteen(first + 16), rounding >>> 8);
        return Interleave(even, odd);

        Vector512<short> Half(Vector512<ushort> code, Vector512<uint> bits, Vector512<ushort> rounding)
        {
            Vector512<ushort> deviation = code & mask, meanCode = Vector512.ShiftRightLogical(code, deviationBits);
            Vector512<ushort> chance = Avx512BW.PermuteVar32x16(probability, deviation);
            return draw.Draw(Avx512BW.PermuteVar32x16(centre, meanCode.AsInt16()), Avx512BW.PermuteVar32x16(width, deviation.AsInt16()), chance, chance, bits.AsUInt16(), rounding.AsInt16());
        }
    }

    private static float FactorOf(PackedStorage storage, int output, int outputs) => storage.Factors[output * storage.Factors.Count / outputs];
}
