using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Standard normal draws as a pure function of (seed, stream, sample, index): Box–Muller on Philox words. Logarithm, sine and cosine
/// are polynomials of our own with explicit fused multiply–adds, so that draws do not depend on the runtime's mathematics library.
/// </summary>
internal static class GaussianDraws
{
    /// <summary>Draws come in groups of this many; lengths must be multiples of it.</summary>
    public const int GroupSize = 64;

    private const int Lanes = 16;

    /// <summary>Computes mean + standard deviation × draw for every element.</summary>
    /// <param name="seed">The seed of the model.</param>
    /// <param name="stream">Tells tensors apart that are drawn with one seed.</param>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="means">The means; their count is a multiple of <see cref="GroupSize"/>.</param>
    /// <param name="standardDeviations">The standard deviations, one per mean; 0 gives the mean itself.</param>
    /// <param name="destination">Receives the draws.</param>
    public static void Fill(ulong seed, int stream, int sample, ReadOnlySpan<float> means, ReadOnlySpan<float> standardDeviations, Span<float> destination)
    {
        if (means.Length % GroupSize != 0 || standardDeviations.Length != means.Length || destination.Length != means.Length)
            throw new ArgumentException($"Draws come in groups of {GroupSize}, with one standard deviation and one place each.", nameof(means));

        for (int group = 0; group < means.Length / GroupSize; group++)
        {
            int at = group * GroupSize;
            (Vector512<float> z0, Vector512<float> z1, Vector512<float> z2, Vector512<float> z3) = Group(seed, stream, sample, group);
            Place(z0, at, means, standardDeviations, destination);
            Place(z1, at + Lanes, means, standardDeviations, destination);
            Place(z2, at + 2 * Lanes, means, standardDeviations, destination);
            Place(z3, at + 3 * Lanes, means, standardDeviations, destination);
        }
    }

    /// <summary>The standard normal draws of one group, in the order of their indices.</summary>
    internal static (Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>) Group(ulong seed, int stream, int sample, int group)
    {
        Vector512<uint> c0 = Vector512.Create((uint)(group * Lanes)) + Vector512<uint>.Indices;
        Vector512<uint> c1 = Vector512.Create((uint)stream);
        Vector512<uint> c2 = Vector512.Create((uint)sample);
        Vector512<uint> c3 = Vector512<uint>.Zero;
        Philox.Encrypt(seed, ref c0, ref c1, ref c2, ref c3);
        (Vector512<float> z0, Vector512<float> z1) = BoxMuller(c0, c1);
        (Vector512<float> z2, Vector512<float> z3) = BoxMuller(c2, c3);
        return (z0, z1, z2, z3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place(Vector512<float> draws, int at, ReadOnlySpan<float> means, ReadOnlySpan<float> standardDeviations, Span<float> destination) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(standardDeviations.Slice(at, Lanes)), draws, Vector512.Create(means.Slice(at, Lanes)))
            .CopyTo(destination.Slice(at, Lanes));

    /// <summary>Two independent standard normal draws from two uniform words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float>, Vector512<float>) BoxMuller(Vector512<uint> radiusWord, Vector512<uint> angleWord)
    {
        // 24 bits fill a float's significand; the added 1 keeps the logarithm finite.
        Vector512<float> uniform = Vector512.ConvertToSingle(((radiusWord >>> 8) + Vector512<uint>.One).AsInt32()) * Vector512.Create(1f / (1 << 24));
        Vector512<float> radius = Vector512.Sqrt(Vector512.Create(-2f) * Log(uniform));
        Vector512<float> halfTurns = Vector512.ConvertToSingle(angleWord.AsInt32()) * Vector512.Create(1f / (1L << 31));
        (Vector512<float> sine, Vector512<float> cosine) = SinCosPi(halfTurns);
        return (radius * cosine, radius * sine);
    }

    /// <summary>ln x for x in (0, 1]: x = 2ᵉ·m with m in [√½, √2), ln m = 2·artanh((m − 1)/(m + 1)) by its power series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<int> shifted = x.AsInt32() - Vector512.Create(BitConverter.SingleToInt32Bits(0.70710678f));
        Vector512<float> exponent = Vector512.ConvertToSingle(shifted >> 23);
        Vector512<float> m = ((shifted & Vector512.Create(0x007FFFFF)) + Vector512.Create(BitConverter.SingleToInt32Bits(0.70710678f))).AsSingle();
        Vector512<float> s = (m - Vector512<float>.One) / (m + Vector512<float>.One);
        Vector512<float> square = s * s;
        Vector512<float> series = Vector512.Create(2f / 9);
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f / 7));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f / 5));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f / 3));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f));
        return Vector512.FusedMultiplyAdd(exponent, Vector512.Create(0.693147181f), series * s);
    }

    /// <summary>sin πt and cos πt for t in [−1, 1]: reduced to the nearest quarter turn, then Taylor series in [−π/4, π/4].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Sine, Vector512<float> Cosine) SinCosPi(Vector512<float> t)
    {
        Vector512<float> quarters = Vector512.Round(t + t);
        Vector512<int> quadrant = Vector512.ConvertToInt32(quarters);
        Vector512<float> x = Vector512.FusedMultiplyAdd(quarters, Vector512.Create(-0.5f), t) * Vector512.Create(MathF.PI);
        Vector512<float> square = x * x;

        Vector512<float> sine = Vector512.Create(1f / 362880);
        sine = Vector512.FusedMultiplyAdd(sine, square, Vector512.Create(-1f / 5040));
        sine = Vector512.FusedMultiplyAdd(sine, square, Vector512.Create(1f / 120));
        sine = Vector512.FusedMultiplyAdd(sine, square, Vector512.Create(-1f / 6));
        sine = Vector512.FusedMultiplyAdd(sine * square, x, x);

        Vector512<float> cosine = Vector512.Create(1f / 40320);
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512.Create(-1f / 720));
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512.Create(1f / 24));
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512.Create(-0.5f));
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512<float>.One);

        // Odd quadrants swap sine and cosine; the second bit of the quadrant (of its successor) is the sign of the sine (cosine).
        Vector512<float> swap = Vector512.Equals(quadrant & Vector512<int>.One, Vector512<int>.One).AsSingle();
        Vector512<int> sineSign = (quadrant & Vector512.Create(2)) << 30;
        Vector512<int> cosineSign = ((quadrant + Vector512<int>.One) & Vector512.Create(2)) << 30;
        return (
            (Vector512.ConditionalSelect(swap, cosine, sine).AsInt32() ^ sineSign).AsSingle(),
            (Vector512.ConditionalSelect(swap, sine, cosine).AsInt32() ^ cosineSign).AsSingle());
    }
}
