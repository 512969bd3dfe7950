using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Standard normal draws as a pure function of (seed, stream, sample, index): Box–Muller on Philox words. The functions
/// are our own (<see cref="VectorMath"/>), so that draws do not depend on the runtime's mathematics library.
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    internal static (Vector512<float>, Vector512<float>) BoxMuller(Vector512<uint> radiusWord, Vector512<uint> angleWord)
    {
        // 24 bits fill a float's significand; the added 1 keeps the logarithm finite.
        Vector512<float> uniform = Vector512.ConvertToSingle(((radiusWord >>> 8) + Vector512<uint>.One).AsInt32()) * Vector512.Create(1f / (1 << 24));
        Vector512<float> radius = Vector512.Sqrt(Vector512.Create(-2f) * VectorMath.Log(uniform));
        Vector512<float> halfTurns = Vector512.ConvertToSingle(angleWord.AsInt32()) * Vector512.Create(1f / (1L << 31));
        (Vector512<float> sine, Vector512<float> cosine) = VectorMath.SinCosPi(halfTurns);
        return (radius * cosine, radius * sine);
    }
}
