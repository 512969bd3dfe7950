using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Collects the inputs of one position of a convolution.</summary>
internal static unsafe class WindowQuads
{
    private const int Lanes = QuadProduct.RowLanes;

    /// <summary>Collects a tile of rows.</summary>
    /// <param name="codes">The codes, [feature][lane].</param>
    /// <param name="features">The feature at every place; a multiple of four.</param>
    /// <param name="quads">Receives the codes, [quad][lane][4].</param>
    public static void Collect(byte* codes, ReadOnlySpan<int> features, byte* quads)
    {
        for (int place = 0; place < features.Length; place += 4, quads += QuadProduct.QuadBytes)
        {
            byte* r0 = codes + (nint)features[place] * Lanes, r1 = codes + (nint)features[place + 1] * Lanes;
            byte* r2 = codes + (nint)features[place + 2] * Lanes, r3 = codes + (nint)features[place + 3] * Lanes;
            if (Avx2.IsSupported)
            {
                Vector256<byte> x0 = Vector256.Load(r0), x1 = Vector256.Load(r1), x2 = Vector256.Load(r2), x3 = Vector256.Load(r3);
                (Vector256<byte> low01, Vector256<byte> high01) = (Avx2.UnpackLow(x0, x1), Avx2.UnpackHigh(x0, x1));
                (Vector256<byte> low23, Vector256<byte> high23) = (Avx2.UnpackLow(x2, x3), Avx2.UnpackHigh(x2, x3));
                Vector256<byte> a = Avx2.UnpackLow(low01.AsInt16(), low23.AsInt16()).AsByte(), b = Avx2.UnpackHigh(low01.AsInt16(), low23.AsInt16()).AsByte();
                Vector256<byte> c = Avx2.UnpackLow(high01.AsInt16(), high23.AsInt16()).AsByte(), d = Avx2.UnpackHigh(high01.AsInt16(), high23.AsInt16()).AsByte();

                // Unpacking works within 128 bits: each of the four has rows of the first and of the second half.
                Avx2.Permute2x128(a, b, 0x20).Store(quads);
                Avx2.Permute2x128(c, d, 0x20).Store(quads + 32);
                Avx2.Permute2x128(a, b, 0x31).Store(quads + 64);
                Avx2.Permute2x128(c, d, 0x31).Store(quads + 96);
                continue;
            }

            for (int lane = 0; lane < Lanes; lane += 16)
            {
                (Vector128<ushort> low01, Vector128<ushort> high01) = Pairs(Vector128.Load(r0 + lane), Vector128.Load(r1 + lane));
                (Vector128<ushort> low23, Vector128<ushort> high23) = Pairs(Vector128.Load(r2 + lane), Vector128.Load(r3 + lane));
                Store(low01, low23, (uint*)quads + lane);
                Store(high01, high23, (uint*)quads + lane + 8);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort>, Vector128<ushort>) Pairs(Vector128<byte> first, Vector128<byte> second) =>
        (Vector128.WidenLower(first) | (Vector128.WidenLower(second) << 8), Vector128.WidenUpper(first) | (Vector128.WidenUpper(second) << 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<ushort> first, Vector128<ushort> second, uint* quads)
    {
        (Vector128.WidenLower(first) | (Vector128.WidenLower(second) << 16)).Store(quads);
        (Vector128.WidenUpper(first) | (Vector128.WidenUpper(second) << 16)).Store(quads + 4);
    }
}
