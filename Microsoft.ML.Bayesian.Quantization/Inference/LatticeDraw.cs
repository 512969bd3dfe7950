using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Draws weights as whole numbers of steps, by integer arithmetic alone: the same on every machine. A chunk of 64 taps takes 48 random words: the
/// first 32 hold 16 bits for every even tap and then for every odd one, the last 16 a byte for every tap.
/// </summary>
/// <param name="rule">How drawn weights come onto the grid.</param>
/// <param name="places">The binary places of centres.</param>
/// <param name="reach">Draws are clipped to −reach … reach.</param>
internal readonly struct LatticeDraw(DrawRule rule, int places, int reach)
{
    /// <summary>The largest number that a draw can be: what 8 bits hold.</summary>
    public const int Reach = sbyte.MaxValue;

    /// <summary>The least share of its own variance that Sheppard's correction leaves a draw.</summary>
    public const float NarrowestVariance = 0.2f * 0.2f;

    /// <summary>The random words of a chunk.</summary>
    public const int ChunkWords = 48;

    // Draws that are not matched round to nearest.
    private readonly int roundingMask = rule == DrawRule.Matched ? (1 << places) - 1 : 0;
    private readonly int half = rule == DrawRule.Matched ? 0 : (1 << places) >> 1;

    /// <summary>Draws the weight of one tap.</summary>
    /// <param name="parameters">The weight.</param>
    /// <param name="words">The random words of layer and sample.</param>
    /// <param name="chunk">The number of the chunk within the layer.</param>
    /// <param name="tap">The tap within the chunk.</param>
    public sbyte Draw(LatticeParameters parameters, AddressedWords words, int chunk, int tap)
    {
        uint first = (uint)chunk * ChunkWords;
        ushort bits = (ushort)(words[first + (uint)(tap % 2 * 16 + tap / 4)] >> (tap / 2 % 2 * 16));
        byte rounding = (byte)(words[first + (uint)(32 + tap / 4)] >> (tap % 4 * 8));
        int wide = (parameters.Width * FixedNormal.Draw(bits) + (1 << 14)) >> 15;
        int drawn = (parameters.Centre + wide + (rounding & roundingMask) + half) >> places;
        drawn += (bits < parameters.Above ? 1 : 0) - ((ushort)~bits < parameters.Below ? 1 : 0);
        return (sbyte)Math.Clamp(drawn, -reach, reach);
    }

    /// <summary>Draws every second tap of a chunk; needs <see cref="Avx512Vbmi"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<short> Draw(Vector512<short> centre, Vector512<short> width, Vector512<ushort> above, Vector512<ushort> below, Vector512<ushort> bits, Vector512<short> rounding)
    {
        Vector512<short> wide = Avx512BW.MultiplyHighRoundScale(width, FixedNormal.Draw(bits));
        rounding = (rounding & Vector512.Create((short)roundingMask)) + Vector512.Create((short)half);
        Vector512<short> drawn = Vector512.ShiftRightArithmetic(centre + wide + rounding, places);
        drawn = drawn - Vector512.LessThan(bits, above).AsInt16() + Vector512.LessThan(~bits, below).AsInt16();
        return Vector512.Max(Vector512.Min(drawn, Vector512.Create((short)reach)), Vector512.Create((short)-reach));
    }
}
