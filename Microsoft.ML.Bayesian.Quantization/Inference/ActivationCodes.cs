using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Puts activations on their levels, as whole numbers of steps: code minus the code of 0.</summary>
internal static unsafe class ActivationCodes
{
    /// <summary>Quantizes values; the same numbers as <see cref="ActivationQuantizer.Level"/>, and a multiple of them where the quantizer's steps are divided.</summary>
    /// <param name="quantizer">The levels.</param>
    /// <param name="values">The values; NaN gives an unspecified level.</param>
    /// <param name="shift">How often a step is halved: levels are multiplied by 2^shift.</param>
    /// <param name="levels">Receives one level per value.</param>
    public static void Quantize(ActivationQuantizer quantizer, ReadOnlySpan<float> values, int shift, short* levels)
    {
        Vector512<float> step = Vector512.Create(quantizer.Step), low = Vector512.Create((float)-quantizer.Zero), high = Vector512.Create((float)(quantizer.LevelCount - 1 - quantizer.Zero));
        int i = 0;
        for (; i <= values.Length - 2 * Vector512<float>.Count; i += 2 * Vector512<float>.Count)
        {
            Vector512<int> first = Levels(Vector512.Create(values.Slice(i, 16)), step, low, high) << shift;
            Vector512<int> second = Levels(Vector512.Create(values.Slice(i + 16, 16)), step, low, high) << shift;
            Vector512.Narrow(first, second).Store(levels + i);
        }

        for (; i < values.Length; i++)
            levels[i] = (short)((int)Math.Clamp(MathF.Round(values[i] / quantizer.Step), -quantizer.Zero, quantizer.LevelCount - 1 - quantizer.Zero) << shift);
    }

    private static Vector512<int> Levels(Vector512<float> values, Vector512<float> step, Vector512<float> low, Vector512<float> high) =>
        Vector512.ConvertToInt32(Vector512.Max(Vector512.Min(Vector512.Round(values / step), high), low));
}
