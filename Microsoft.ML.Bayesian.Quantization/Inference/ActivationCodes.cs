using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Puts activations on their levels, as codes of a byte; the same codes as <see cref="ActivationQuantizer.Encode"/>, and an unspecified one for NaN.</summary>
/// <param name="quantizer">The levels.</param>
internal readonly unsafe struct ActivationCodes(ActivationQuantizer quantizer)
{
    private const int Lanes = QuadProduct.RowLanes;

    private readonly float inverseStep = quantizer.InverseStep, low = -quantizer.Zero, high = quantizer.LevelCount - 1 - quantizer.Zero;
    private readonly int zero = quantizer.Zero;

    /// <summary>Quantizes values one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(float* values, int count, byte* codes)
    {
        int i = 0;
        for (; i <= count - Vector512<byte>.Count; i += Vector512<byte>.Count)
        {
            Vector512<ushort> lower = Vector512.Narrow(Codes(values + i), Codes(values + i + 16)).AsUInt16();
            Vector512<ushort> upper = Vector512.Narrow(Codes(values + i + 32), Codes(values + i + 48)).AsUInt16();
            Vector512.Narrow(lower, upper).Store(codes + i);
        }

        for (; i <= count - Vector512<int>.Count; i += Vector512<int>.Count)
        {
            Vector512<uint> sixteen = Codes(values + i).AsUInt32();
            Vector256<ushort> words = Vector512.Narrow(sixteen, sixteen).GetLower();
            Vector256.Narrow(words, words).GetLower().Store(codes + i);
        }

        for (; i < count; i++)
            codes[i] = Code(values[i]);
    }

    /// <summary>Quantizes one value.</summary>
    public byte Code(float value) => (byte)((int)Math.Clamp(MathF.Round(value * inverseStep), low, high) + zero);

    /// <summary>Quantizes a tile of rows into quads.</summary>
    /// <param name="values">The values, [feature][lane].</param>
    /// <param name="taps">The feature at every place; −1 where there is none.</param>
    /// <param name="codes">Receives the codes, [quad of places][lane][4].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quads(float* values, ReadOnlySpan<int> taps, byte* codes)
    {
        for (int place = 0; place < taps.Length; place += 4, codes += QuadProduct.QuadBytes)
        {
            if (taps[place] < 0)
                continue; // only empty places come after an empty one, and empty places weigh nothing
            for (int lane = 0; lane < Lanes; lane += Vector512<int>.Count)
            {
                Vector512<int> quad = Codes(values + (nint)taps[place] * Lanes + lane);
                if (taps[place + 1] >= 0)
                    quad |= Codes(values + (nint)taps[place + 1] * Lanes + lane) << 8;
                if (taps[place + 2] >= 0)
                    quad |= Codes(values + (nint)taps[place + 2] * Lanes + lane) << 16;
                if (taps[place + 3] >= 0)
                    quad |= Codes(values + (nint)taps[place + 3] * Lanes + lane) << 24;
                quad.Store((int*)codes + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<int> Codes(float* values)
    {
        Vector512<float> level = Vector512.Round(Vector512.Load(values) * Vector512.Create(inverseStep));
        return Vector512.ConvertToInt32Native(Vector512.MinNative(Vector512.MaxNative(level, Vector512.Create(low)), Vector512.Create(high))) + Vector512.Create(zero);
    }
}
