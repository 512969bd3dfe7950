using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian;

/// <summary>Lays rows out as a tile: from [row][feature] to [feature][lane].</summary>
internal static unsafe class TileKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    // Features that are moved together: one cache line of every row is read once, and all of their lines of the tile stay near.
    private const int Side = 16;

    /// <summary>Lays out up to <see cref="MultiplyAccumulate.RowLanes"/> rows; lanes without a row are left as they are.</summary>
    /// <param name="rows">The rows, one after the other.</param>
    /// <param name="width">The number of features of a row.</param>
    /// <param name="tile">Receives the tile.</param>
    public static void Load(ReadOnlySpan<float> rows, int width, float* tile)
    {
        int count = rows.Length / width;
        fixed (float* source = rows)
        {
            for (int feature = 0; feature < width; feature += Side)
            {
                int features = Math.Min(Side, width - feature), row = 0;
                float* from = source + feature, to = tile + (nint)feature * Lanes;
                if (Sse.IsSupported && features == Side)
                {
                    for (; row + 4 <= count; row += 4)
                    {
                        for (int i = 0; i < Side; i += 4)
                            Turn(from + (nint)row * width + i, width, to + i * Lanes + row, Lanes);
                    }
                }

                for (; row < count; row++)
                {
                    for (int i = 0; i < features; i++)
                        to[i * Lanes + row] = from[(nint)row * width + i];
                }
            }
        }
    }

    /// <summary>Turns a square of sixteen by sixteen values.</summary>
    /// <param name="source">The values, row by row.</param>
    /// <param name="destination">Receives them column by column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TurnSquare(float* source, float* destination)
    {
        for (int row = 0; row < Side; row += 4)
        {
            for (int i = 0; Sse.IsSupported && i < Side; i += 4)
                Turn(source + row * Side + i, Side, destination + i * Side + row, Side);
            for (int i = 0; !Sse.IsSupported && i < 4 * Side; i++)
                destination[i % Side * Side + row + i / Side] = source[row * Side + i];
        }
    }

    // Four rows by four features.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(float* source, nint width, float* destination, nint stride)
    {
        Vector128<float> a = Vector128.Load(source), b = Vector128.Load(source + width), c = Vector128.Load(source + 2 * width), d = Vector128.Load(source + 3 * width);
        Vector128<float> lowAb = Sse.UnpackLow(a, b), lowCd = Sse.UnpackLow(c, d), highAb = Sse.UnpackHigh(a, b), highCd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(lowAb, lowCd).Store(destination);
        Sse.MoveHighToLow(lowCd, lowAb).Store(destination + stride);
        Sse.MoveLowToHigh(highAb, highCd).Store(destination + 2 * stride);
        Sse.MoveHighToLow(highCd, highAb).Store(destination + 3 * stride);
    }
}
