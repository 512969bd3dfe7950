using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// The arithmetic of dense and convolution layers on bytes: out[o] = bias[o] + rescale[o]·Σ weight[o][tap]·input[tap]. The sum is exact in 32 bits;
/// then comes one conversion to single precision and one fused multiply–add, so that every processor gives the same bits. Taps go in quads, because
/// processors multiply four bytes by four bytes and add their products. One without such an instruction adds products in 16 bits first,
/// where <see cref="DrawnSums.Mark"/> found that they fit. Four outputs are computed together, so that their sums stay in registers.
/// </summary>
internal static unsafe partial class QuadProduct
{
    /// <summary>The number of rows that are computed together, one per lane.</summary>
    public const int RowLanes = MultiplyAccumulate.RowLanes;

    /// <summary>The bytes of one quad of inputs of all lanes.</summary>
    public const int QuadBytes = 4 * RowLanes;

    /// <summary>What the products take away from the codes of inputs: 128 where the processor multiplies signed bytes alone.</summary>
    public static int InputOffset => Dp.IsSupported ? SignedInputs : 0;

    // Finding out which quads are all 0 costs about as much as the products of one output.
    private const int OutputsWorthALook = 16;

    private const int SignedInputs = 128;

    private const int GroupQuads = TapOrder.GroupTaps / 4;

    private const byte AllQuads = (1 << GroupQuads) - 1, SecondHalf = AllQuads & AllQuads << (GroupQuads / 2);

    /// <summary>Computes <see cref="RowLanes"/> rows.</summary>
    /// <param name="input">The codes of the inputs, [quad][lane][4]; 64-byte aligned.</param>
    /// <param name="drawn">The weights.</param>
    /// <param name="outputs">The number of outputs, a multiple of four.</param>
    /// <param name="rescale">What a unit of the sum is worth, output by output.</param>
    /// <param name="floor">Smaller outputs become this: 0, or −∞.</param>
    /// <param name="result">Receives the outputs, <paramref name="resultStride"/> values apart, each with its lanes.</param>
    /// <param name="resultStride">The distance from one output to the next.</param>
    public static void Rows(byte* input, DrawnLayer drawn, int outputs, float* rescale, float floor, float* result, nint resultStride)
    {
        byte* live = stackalloc byte[drawn.Order.Length / TapOrder.GroupTaps];
        MarkLive(input, drawn.Order.Length / TapOrder.GroupTaps, live, look: outputs >= OutputsWorthALook && InputOffset == 0);
        for (int output = 0; output < outputs; output += CodeLayer.BlockOutputs)
        {
            var block = new Block(drawn, output, rescale, floor, live);
            float* place = result + output * resultStride;
            if (Avx512BW.IsSupported)
            {
                Rows512(input, block, place, resultStride);
                continue;
            }

            for (int lane = 0; lane < RowLanes; lane += Avx2.IsSupported ? 8 : 4)
            {
                if (Avx2.IsSupported)
                    Rows256(input + 4 * lane, block, place + lane, resultStride);
                else
                    Rows128(input + 4 * lane, block, place + lane, resultStride);
            }
        }
    }

    // A bit for every quad of every group that is not 0 in all rows: the others add nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MarkLive(byte* input, int groups, byte* live, bool look)
    {
        new Span<byte>(live, groups).Fill(look ? (byte)0 : AllQuads);
        for (int quad = 0; look && quad < groups * GroupQuads; quad++, input += QuadBytes)
        {
            if ((Vector512.Load(input) | Vector512.Load(input + Vector512<byte>.Count)) != Vector512<byte>.Zero)
                live[quad / GroupQuads] |= (byte)(1 << (quad % GroupQuads));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows512(byte* input, in Block block, float* result, nint resultStride)
    {
        Vector512<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        foreach (TapOrder.Section section in block.Sections)
        {
            (a0, b0, a1, b1) = (a0 + a0, b0 + b0, a1 + a1, b1 + b1);
            (a2, b2, a3, b3) = (a2 + a2, b2 + b2, a3 + a3, b3 + b3);
            for (int group = section.FirstGroup; group < section.EndGroup; group++)
            {
                GroupMark mark = block.Marks[group];
                byte* x = input + (nint)group * GroupQuads * QuadBytes;
                sbyte* weights = block.Weights + (nint)group * GroupQuads * DrawnLayer.LineBytes;
                uint run = block.Live[group];
                if (mark != GroupMark.Wide)
                {
                    // Quads whose products are added in 16 bits: all of the group, or those of its first half and then of its second.
                    uint later = mark == GroupMark.Narrow ? 0 : run & SecondHalf;
                    run ^= later;
                    while ((run | later) != 0)
                    {
                        if (run == 0)
                            (run, later) = (later, 0);
                        int quad = BitOperations.TrailingZeroCount(run);
                        sbyte* w = weights + quad * DrawnLayer.LineBytes;
                        Vector512<byte> x0 = Vector512.Load(x + quad * QuadBytes), x1 = Vector512.Load(x + quad * QuadBytes + 64);
                        Vector512<sbyte> weight = Vector512.Create(*(int*)w).AsSByte();
                        Vector512<short> p0 = Avx512BW.MultiplyAddAdjacent(x0, weight), q0 = Avx512BW.MultiplyAddAdjacent(x1, weight);
                        weight = Vector512.Create(*(int*)(w + 4)).AsSByte();
                        Vector512<short> p1 = Avx512BW.MultiplyAddAdjacent(x0, weight), q1 = Avx512BW.MultiplyAddAdjacent(x1, weight);
                        weight = Vector512.Create(*(int*)(w + 8)).AsSByte();
                        Vector512<short> p2 = Avx512BW.MultiplyAddAdjacent(x0, weight), q2 = Avx512BW.MultiplyAddAdjacent(x1, weight);
                        weight = Vector512.Create(*(int*)(w + 12)).AsSByte();
                        Vector512<short> p3 = Avx512BW.MultiplyAddAdjacent(x0, weight), q3 = Avx512BW.MultiplyAddAdjacent(x1, weight);
                        for (run &= run - 1; run != 0; run &= run - 1)
                        {
                            quad = BitOperations.TrailingZeroCount(run);
                            w = weights + quad * DrawnLayer.LineBytes;
                            (x0, x1) = (Vector512.Load(x + quad * QuadBytes), Vector512.Load(x + quad * QuadBytes + 64));
                            weight = Vector512.Create(*(int*)w).AsSByte();
                            p0 += Avx512BW.MultiplyAddAdjacent(x0, weight);
                            q0 += Avx512BW.MultiplyAddAdjacent(x1, weight);
                            weight = Vector512.Create(*(int*)(w + 4)).AsSByte();
                            p1 += Avx512BW.MultiplyAddAdjacent(x0, weight);
                            q1 += Avx512BW.MultiplyAddAdjacent(x1, weight);
                            weight = Vector512.Create(*(int*)(w + 8)).AsSByte();
                            p2 += Avx512BW.MultiplyAddAdjacent(x0, weight);
                            q2 += Avx512BW.MultiplyAddAdjacent(x1, weight);
                            weight = Vector512.Create(*(int*)(w + 12)).AsSByte();
                            p3 += Avx512BW.MultiplyAddAdjacent(x0, weight);
                            q3 += Avx512BW.MultiplyAddAdjacent(x1, weight);
                        }

                        Vector512<short> one = Vector512<short>.One;
                        a0 += Avx512BW.MultiplyAddAdjacent(p0, one);
                        b0 += Avx512BW.MultiplyAddAdjacent(q0, one);
                        a1 += Avx512BW.MultiplyAddAdjacent(p1, one);
                        b1 += Avx512BW.MultiplyAddAdjacent(q1, one);
                        a2 += Avx512BW.MultiplyAddAdjacent(p2, one);
                        b2 += Avx512BW.MultiplyAddAdjacent(q2, one);
                        a3 += Avx512BW.MultiplyAddAdjacent(p3, one);
                        b3 += Avx512BW.MultiplyAddAdjacent(q3, one);
                    }

                    continue;
                }

                for (; run != 0; run &= run - 1)
                {
                    int quad = BitOperations.TrailingZeroCount(run);
                    sbyte* w = weights + quad * DrawnLayer.LineBytes;
                    Vector512<short> x0 = Vector512.Load(x + quad * QuadBytes).AsInt16(), x1 = Vector512.Load(x + quad * QuadBytes + 64).AsInt16(), lower = Vector512.Create((short)0xFF);
                    Vector512<short> even0 = x0 & lower, odd0 = x0 >>> 8, even1 = x1 & lower, odd1 = x1 >>> 8;
                    Vector512<short> weight = Vector512.Create(*(int*)w).AsInt16(), even = weight << 8 >> 8, odd = weight >> 8;
                    a0 += Avx512BW.MultiplyAddAdjacent(even0, even) + Avx512BW.MultiplyAddAdjacent(odd0, odd);
                    b0 += Avx512BW.MultiplyAddAdjacent(even1, even) + Avx512BW.MultiplyAddAdjacent(odd1, odd);
                    weight = Vector512.Create(*(int*)(w + 4)).AsInt16();
                    (even, odd) = (weight << 8 >> 8, weight >> 8);
                    a1 += Avx512BW.MultiplyAddAdjacent(even0, even) + Avx512BW.MultiplyAddAdjacent(odd0, odd);
                    b1 += Avx512BW.MultiplyAddAdjacent(even1, even) + Avx512BW.MultiplyAddAdjacent(odd1, odd);
                    weight = Vector512.Create(*(int*)(w + 8)).AsInt16();
                    (even, odd) = (weight << 8 >> 8, weight >> 8);
                    a2 += Avx512BW.MultiplyAddAdjacent(even0, even) + Avx512BW.MultiplyAddAdjacent(odd0, odd);
                    b2 += Avx512BW.MultiplyAddAdjacent(even1, even) + Avx512BW.MultiplyAddAdjacent(odd1, odd);
                    weight = Vector512.Create(*(int*)(w + 12)).AsInt16();
                    (even, odd) = (weight << 8 >> 8, weight >> 8);
                    a3 += Avx512BW.MultiplyAddAdjacent(even0, even) + Avx512BW.MultiplyAddAdjacent(odd0, odd);
                    b3 += Avx512BW.MultiplyAddAdjacent(even1, even) + Avx512BW.MultiplyAddAdjacent(odd1, odd);
                }
            }
        }

        Store(a0, b0, block, 0, result);
        Store(a1, b1, block, 1, result += resultStride);
        Store(a2, b2, block, 2, result += resultStride);
        Store(a3, b3, block, 3, result + resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows256(byte* input, in Block block, float* result, nint resultStride)
    {
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        foreach (TapOrder.Section section in block.Sections)
        {
            (a0, a1, a2, a3) = (a0 + a0, a1 + a1, a2 + a2, a3 + a3);
            for (int group = section.FirstGroup; group < section.EndGroup; group++)
            {
                byte* x = input + (nint)group * GroupQuads * QuadBytes;
                sbyte* weights = block.Weights + (nint)group * GroupQuads * DrawnLayer.LineBytes;
                if (!AvxVnni.IsSupported && block.Marks[group] == GroupMark.Narrow)
                {
                    Vector256<short> p0 = default, p1 = default, p2 = default, p3 = default;
                    for (uint run = block.Live[group]; run != 0; run &= run - 1)
                    {
                        int quad = BitOperations.TrailingZeroCount(run);
                        sbyte* w = weights + quad * DrawnLayer.LineBytes;
                        Vector256<byte> x0 = Vector256.Load(x + quad * QuadBytes);
                        p0 += Avx2.MultiplyAddAdjacent(x0, Vector256.Create(*(int*)w).AsSByte());
                        p1 += Avx2.MultiplyAddAdjacent(x0, Vector256.Create(*(int*)(w + 4)).AsSByte());
                        p2 += Avx2.MultiplyAddAdjacent(x0, Vector256.Create(*(int*)(w + 8)).AsSByte());
                        p3 += Avx2.MultiplyAddAdjacent(x0, Vector256.Create(*(int*)(w + 12)).AsSByte());
                    }

                    Vector256<short> one = Vector256<short>.One;
                    a0 += Avx2.MultiplyAddAdjacent(p0, one);
                    a1 += Avx2.MultiplyAddAdjacent(p1, one);
                    a2 += Avx2.MultiplyAddAdjacent(p2, one);
                    a3 += Avx2.MultiplyAddAdjacent(p3, one);
                    continue;
                }

                for (uint run = block.Live[group]; run != 0; run &= run - 1)
                {
                    int quad = BitOperations.TrailingZeroCount(run);
                    sbyte* w = weights + quad * DrawnLayer.LineBytes;
                    Vector256<byte> x0 = Vector256.Load(x + quad * QuadBytes);
                    a0 = Add(a0, x0, Vector256.Create(*(int*)w).AsSByte());
                    a1 = Add(a1, x0, Vector256.Create(*(int*)(w + 4)).AsSByte());
                    a2 = Add(a2, x0, Vector256.Create(*(int*)(w + 8)).AsSByte());
                    a3 = Add(a3, x0, Vector256.Create(*(int*)(w + 12)).AsSByte());
                }
            }
        }

        Store(a0, block, 0, result);
        Store(a1, block, 1, result += resultStride);
        Store(a2, block, 2, result += resultStride);
        Store(a3, block, 3, result + resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows128(byte* input, in Block block, float* result, nint resultStride)
    {
        Vector128<int> a0 = default, a1 = default, a2 = default, a3 = default;
        foreach (TapOrder.Section section in block.Sections)
        {
            (a0, a1, a2, a3) = (a0 + a0, a1 + a1, a2 + a2, a3 + a3);
            for (int group = section.FirstGroup; group < section.EndGroup; group++)
            {
                byte* x = input + (nint)group * GroupQuads * QuadBytes;
                sbyte* weights = block.Weights + (nint)group * GroupQuads * DrawnLayer.LineBytes;
                for (uint run = block.Live[group]; run != 0; run &= run - 1)
                {
                    int quad = BitOperations.TrailingZeroCount(run);
                    sbyte* w = weights + quad * DrawnLayer.LineBytes;
                    Vector128<byte> x0 = Vector128.Load(x + quad * QuadBytes);
                    a0 = Add(a0, x0, Vector128.Create(*(int*)w).AsSByte());
                    a1 = Add(a1, x0, Vector128.Create(*(int*)(w + 4)).AsSByte());
                    a2 = Add(a2, x0, Vector128.Create(*(int*)(w + 8)).AsSByte());
                    a3 = Add(a3, x0, Vector128.Create(*(int*)(w + 12)).AsSByte());
                }
            }
        }

        Store(a0, block, 0, result);
        Store(a1, block, 1, result += resultStride);
        Store(a2, block, 2, result += resultStride);
        Store(a3, block, 3, result + resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, Vector256<byte> x, Vector256<sbyte> weights)
    {
        if (AvxVnni.IsSupported)
            return AvxVnni.MultiplyWideningAndAdd(sum, x, weights);
        Vector256<short> inputs = x.AsInt16(), even = weights.AsInt16() << 8 >> 8, odd = weights.AsInt16() >> 8;
        return sum + Avx2.MultiplyAddAdjacent(inputs & Vector256.Create((short)0xFF), even) + Avx2.MultiplyAddAdjacent(inputs >>> 8, odd);
    }

    /// <summary>Multiplies quads and adds their four products. Where inputs must be signed they lose 128, which the offsets of the outputs give back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Add(Vector128<int> sum, Vector128<byte> x, Vector128<sbyte> weights)
    {
        if (Dp.IsSupported)
            return Dp.DotProduct(sum, (x ^ Vector128.Create((byte)SignedInputs)).AsSByte(), weights);

        // A product of two bytes fits into 16 bits.
        Vector128<short> inputs = x.AsInt16(), even = weights.AsInt16() << 8 >> 8, odd = weights.AsInt16() >> 8;
        Vector128<int> first = ((inputs & Vector128.Create((short)0xFF)) * even).AsInt32(), second = ((inputs >>> 8) * odd).AsInt32();
        return sum + (first << 16 >> 16) + (first >> 16) + (second << 16 >> 16) + (second >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> first, Vector512<int> second, in Block block, int output, float* result)
    {
        Vector512<float> factor = Vector512.Create(block.Rescale[output]), bias = Vector512.Create(block.Biases[output]), floor = Vector512.Create(block.Floor);
        Vector512<int> offset = Vector512.Create(block.Offset(output));
        Vector512.MaxNative(Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(first + offset), factor, bias), floor).Store(result);
        Vector512.MaxNative(Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(second + offset), factor, bias), floor).Store(result + Vector512<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> sum, in Block block, int output, float* result)
    {
        Vector256<float> factor = Vector256.Create(block.Rescale[output]), bias = Vector256.Create(block.Biases[output]);
        Vector256<float> value = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(sum + Vector256.Create(block.Offset(output))), factor, bias);
        Vector256.MaxNative(value, Vector256.Create(block.Floor)).Store(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> sum, in Block block, int output, float* result)
    {
        Vector128<float> factor = Vector128.Create(block.Rescale[output]), bias = Vector128.Create(block.Biases[output]);
        Vector128<float> value = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(sum + Vector128.Create(block.Offset(output))), factor, bias);
        Vector128.MaxNative(value, Vector128.Create(block.Floor)).Store(result);
    }

    /// <summary>Four outputs and their weights.</summary>
    private readonly struct Block(DrawnLayer drawn, int output, float* rescale, float floor, byte* live)
    {
        public readonly sbyte* Weights = drawn.From(output);
        public readonly byte* Live = live;
        public readonly GroupMark* Marks = drawn.Marks + (nint)output / CodeLayer.BlockOutputs * (drawn.Order.Length / TapOrder.GroupTaps);
        public readonly float* Rescale = rescale + output, Biases = drawn.Biases + output;
        public readonly float Floor = floor;
        public readonly TapOrder.Section[] Sections = drawn.Order.Sections;
        private readonly int* offsets = drawn.Offsets + output;

        public int Offset(int output) => offsets[output];
    }
}
