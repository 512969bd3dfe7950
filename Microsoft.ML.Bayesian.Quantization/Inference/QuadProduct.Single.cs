using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <content>Lanes that hold outputs: a single row.</content>
internal static unsafe partial class QuadProduct
{
    /// <summary>The positions of a convolution that are computed together.</summary>
    public const int Positions = 4;

    /// <summary>Computes <see cref="Positions"/> positions of a single row; the parameters are as in <see cref="Single"/>.</summary>
    /// <param name="input">The codes of their inputs, position by position, whole quads each.</param>
    /// <param name="drawn">The weights.</param>
    /// <param name="quads">The quads of a position.</param>
    /// <param name="outputs">The number of outputs, a multiple of sixteen.</param>
    /// <param name="rescale">What a unit of the sum is worth, output by output.</param>
    /// <param name="floor">Smaller outputs become this: 0, or −∞.</param>
    /// <param name="result">Receives the outputs, [position][output].</param>
    public static void Several(byte* input, DrawnLayer drawn, int quads, int outputs, float* rescale, float floor, float* result)
    {
        if (drawn.PairsFit && Avx512BW.IsSupported && drawn.Order.IsPlain)
        {
            for (int output = 0; output < outputs; output += DrawnLayer.LineOutputs)
                Several512((int*)input, drawn, quads, output, rescale, floor, result + output, outputs);
            return;
        }

        for (int position = 0; position < Positions; position++)
            Single(input + (nint)4 * quads * position, drawn, outputs, rescale, floor, result + (nint)position * outputs);
    }

    /// <summary>Computes a single row; the parameters are as in <see cref="Rows"/>, without lanes, and the outputs lie beside each other, padded to whole lines.</summary>
    public static void Single(byte* input, DrawnLayer drawn, int outputs, float* rescale, float floor, float* result)
    {
        // Quads that are 0 add nothing, and their weights are not even read.
        int* live = stackalloc int[drawn.Order.Length / 4];
        Span<int> ends = stackalloc int[drawn.Order.Sections.Length];
        FindLive((int*)input, drawn.Order.Sections, live, ends);
        for (int output = 0; output < outputs; output += DrawnLayer.LineOutputs)
        {
            Vector512<int> sums = Vector512<int>.Zero;
            sbyte* line = drawn.From(output);
            int next = 0;
            foreach (int end in ends)
            {
                sums += sums;
                sums = drawn.PairsFit && Avx512BW.IsSupported ? PairSums((int*)input, line, live, next, end, sums, (nint)DrawnLayer.LineOutputs * drawn.Order.Length) : Sums((int*)input, line, live, next, end, sums);
                next = end;
            }

            Store(sums, drawn, output, rescale, floor, result + output);
        }
    }

    // Weights are read once for all positions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Several512(int* input, DrawnLayer drawn, int quads, int output, float* rescale, float floor, float* result, nint resultStride)
    {
        Vector512<int> a = default, b = default, c = default, d = default;
        Vector512<short> one = Vector512<short>.One;
        sbyte* weights = drawn.From(output);
        for (int quad = 0; quad < quads; quad++, input++, weights += DrawnLayer.LineBytes)
        {
            int w = input[0], x = input[quads], y = input[2 * quads], z = input[3 * quads];
            if ((w | x | y | z) == 0)
                continue; // adds nothing; much of an image is empty
            Vector512<sbyte> weight = Vector512.Load(weights);
            a += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Create(w).AsByte(), weight), one);
            b += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Create(x).AsByte(), weight), one);
            c += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Create(y).AsByte(), weight), one);
            d += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Create(z).AsByte(), weight), one);
        }

        Store(a, drawn, output, rescale, floor, result);
        Store(b, drawn, output, rescale, floor, result += resultStride);
        Store(c, drawn, output, rescale, floor, result += resultStride);
        Store(d, drawn, output, rescale, floor, result + resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> sums, DrawnLayer drawn, int output, float* rescale, float floor, float* result)
    {
        sums += Vector512.Load(drawn.Offsets + output);
        Vector512<float> values = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(sums), Vector512.Load(rescale + output), Vector512.Load(drawn.Biases + output));
        Vector512.MaxNative(values, Vector512.Create(floor)).Store(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindLive(int* input, TapOrder.Section[] sections, int* live, Span<int> ends)
    {
        int found = 0;
        for (int i = 0; i < sections.Length; i++)
        {
            for (int quad = sections[i].Start / 4; quad < (sections[i].Start + sections[i].Count + 3) / 4; quad++)
            {
                live[found] = quad;
                found += (input[quad] | InputOffset) != 0 ? 1 : 0;
            }

            ends[i] = found;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<int> PairSums(int* input, sbyte* line, int* live, int next, int end, Vector512<int> sums, nint lineStride)
    {
        for (; next < end; next++)
        {
            Vector512<byte> x = Vector512.Create(input[live[next]]).AsByte();
            sbyte* weights = line + (nint)live[next] * DrawnLayer.LineBytes;
            // The same quad of the next sixteen outputs: which lines are left out is nothing that a processor foresees.
            Sse.Prefetch0(weights + lineStride);
            sums += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(x, Vector512.Load(weights)), Vector512<short>.One);
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<int> Sums(int* input, sbyte* line, int* live, int next, int end, Vector512<int> sums)
    {
        for (; next < end; next++)
        {
            int x = input[live[next]];
            sbyte* weights = line + (nint)live[next] * DrawnLayer.LineBytes;
            if (Avx512BW.IsSupported)
                sums = Add(sums, Vector512.Create(x).AsByte(), Vector512.Load(weights));
            else
                sums = Vector512.Create(Half(sums.GetLower(), x, weights), Half(sums.GetUpper(), x, weights + Vector256<sbyte>.Count));
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Half(Vector256<int> sums, int x, sbyte* weights)
    {
        if (Avx2.IsSupported)
            return Add(sums, Vector256.Create(x).AsByte(), Vector256.Load(weights));
        Vector128<byte> inputs = Vector128.Create(x).AsByte();
        return Vector256.Create(Add(sums.GetLower(), inputs, Vector128.Load(weights)), Add(sums.GetUpper(), inputs, Vector128.Load(weights + Vector128<sbyte>.Count)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Add(Vector512<int> sum, Vector512<byte> x, Vector512<sbyte> weights)
    {
        Vector512<short> inputs = x.AsInt16(), even = weights.AsInt16() << 8 >> 8, odd = weights.AsInt16() >> 8;
        return sum + Avx512BW.MultiplyAddAdjacent(inputs & Vector512.Create((short)0xFF), even) + Avx512BW.MultiplyAddAdjacent(inputs >>> 8, odd);
    }
}
