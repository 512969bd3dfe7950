using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <content>Lanes that hold outputs: a single row.</content>
internal static unsafe partial class QuadProduct
{
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

            sums += Vector512.Load(drawn.Offsets + output);
            Vector512<float> values = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(sums), Vector512.Load(rescale + output), Vector512.Load(drawn.Biases + output));
            Vector512.MaxNative(values, Vector512.Create(floor)).Store(result + output);
        }
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
