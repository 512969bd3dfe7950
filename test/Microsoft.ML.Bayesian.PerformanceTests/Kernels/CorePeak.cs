using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>What one core can do at most, from registers alone, in multiply–adds per second.</summary>
internal static class CorePeak
{
    private const int Repetitions = 4_000_000, Chains = 8, Rounds = 5;

    public static void Measure(BenchmarkReport report)
    {
        report.Peaks["float32"] = Best(() => Singles(Vector512.Create(1f), Vector512.Create(0.5f)), Vector512<float>.Count);
        if (Avx512BW.IsSupported)
            report.Peaks["bytes"] = Best(() => Bytes(Vector512.Create((byte)3)), Vector512<byte>.Count);
        Console.WriteLine($"Peaks of one core: {string.Join(", ", report.Peaks.Select(peak => $"{peak.Key} {peak.Value / 1e9:0.0} GMAC/s"))}");
    }

    private static double Best(Action work, int width) => (double)Repetitions * Chains * width / Stopwatches.BestProcessorTime(work, Rounds);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> Singles(Vector512<float> x, Vector512<float> y)
    {
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
        for (int i = 0; i < Repetitions; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, y, x);
            b = Vector512.FusedMultiplyAdd(b, y, x);
            c = Vector512.FusedMultiplyAdd(c, y, x);
            d = Vector512.FusedMultiplyAdd(d, y, x);
            e = Vector512.FusedMultiplyAdd(e, y, x);
            f = Vector512.FusedMultiplyAdd(f, y, x);
            g = Vector512.FusedMultiplyAdd(g, y, x);
            h = Vector512.FusedMultiplyAdd(h, y, x);
        }

        return a + b + c + d + e + f + g + h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<sbyte> Bytes(Vector512<byte> x)
    {
        Vector512<sbyte> a = x.AsSByte(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = 0; i < Repetitions; i++)
        {
            a = Avx512BW.MultiplyAddAdjacent(x, a).AsSByte();
            b = Avx512BW.MultiplyAddAdjacent(x, b).AsSByte();
            c = Avx512BW.MultiplyAddAdjacent(x, c).AsSByte();
            d = Avx512BW.MultiplyAddAdjacent(x, d).AsSByte();
            e = Avx512BW.MultiplyAddAdjacent(x, e).AsSByte();
            f = Avx512BW.MultiplyAddAdjacent(x, f).AsSByte();
            g = Avx512BW.MultiplyAddAdjacent(x, g).AsSByte();
            h = Avx512BW.MultiplyAddAdjacent(x, h).AsSByte();
        }

        return a + b + c + d + e + f + g + h;
    }
}
