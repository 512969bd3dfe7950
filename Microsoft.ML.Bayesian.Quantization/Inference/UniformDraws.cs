using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Uniform draws in [0, 1) as a function of (seed, stream, sample, index), independent of the normal draws of the same address.</summary>
internal static class UniformDraws
{
    private const int Lanes = 16;

    /// <summary>Fills whole groups of 64.</summary>
    /// <param name="seed">The seed of the model.</param>
    /// <param name="stream">Tells tensors apart that are drawn with one seed.</param>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="firstGroup">The number of the first group of 64.</param>
    /// <param name="destination">Receives the draws; a multiple of 64.</param>
    public static void Fill(ulong seed, int stream, int sample, int firstGroup, Span<float> destination)
    {
        for (int group = 0; group < destination.Length / GaussianDraws.GroupSize; group++)
        {
            Vector512<uint> c0 = Vector512.Create((uint)((firstGroup + group) * Lanes)) + Vector512<uint>.Indices;
            Vector512<uint> c1 = Vector512.Create((uint)stream), c2 = Vector512.Create((uint)sample), c3 = Vector512<uint>.One;
            Philox.Encrypt(seed, ref c0, ref c1, ref c2, ref c3);
            Span<float> place = destination.Slice(group * GaussianDraws.GroupSize, GaussianDraws.GroupSize);
            ToUniform(c0).CopyTo(place);
            ToUniform(c1).CopyTo(place[Lanes..]);
            ToUniform(c2).CopyTo(place[(2 * Lanes)..]);
            ToUniform(c3).CopyTo(place[(3 * Lanes)..]);
        }
    }

    // 24 bits fill a float's significand, so that 1 is never reached.
    private static Vector512<float> ToUniform(Vector512<uint> word) =>
        Vector512.ConvertToSingle((word >>> 8).AsInt32()) * Vector512.Create(1f / (1 << 24));
}
