namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>A draw of one weight, written down plainly.</summary>
internal static class PlainDraw
{
    /// <summary>Draws from 16 random bits and 8 more.</summary>
    public static int Draw(DrawRule rule, double centre, double spread, int places, int reach, ushort bits, byte more)
    {
        centre = Math.Clamp(centre, -127, 127);
        double unit = Math.Pow(2, places), variance = spread * spread, offset = centre - Math.Round(centre);
        double second = Math.Max(variance + offset * offset, Math.Abs(offset));
        if (rule == DrawRule.Matched && second <= 1)
        {
            double above = Math.Round(65536 * (second + offset) / 2), below = Math.Round(65536 * (second - offset) / 2);
            return Clip(Math.Round(centre) + (bits < above ? 1 : 0) - (65535 - bits < below ? 1 : 0), reach);
        }

        variance = rule switch
        {
            DrawRule.Matched => variance - 1.0 / 6,
            DrawRule.SheppardCorrected => Math.Max(variance - 1.0 / 12, 0.04 * variance),
            _ => variance,
        };
        double width = Math.Min(Math.Round(Math.Sqrt(variance) * unit * 32768 / FixedNormal.StandardDeviation), 32767);
        double wide = Math.Floor(width * FixedNormal.Draw(bits) / 32768 + 0.5);
        double rounding = rule == DrawRule.Matched ? more % unit : Math.Floor(unit / 2);
        return Clip(Math.Floor((Math.Round(centre * unit) + wide + rounding) / unit), reach);
    }

    /// <summary>The random numbers of a tap: 16 bits and 8 more.</summary>
    public static (ushort Bits, byte More) Random(ulong seed, int layer, int sample, int chunk, int tap)
    {
        var words = new AddressedWords(seed, layer, sample);
        byte[] bytes = [.. Enumerable.Range(0, LatticeDraw.ChunkWords).SelectMany(i => BitConverter.GetBytes(words[(uint)(chunk * LatticeDraw.ChunkWords + i)]))];
        return (BitConverter.ToUInt16(bytes, tap % 2 * 64 + tap / 2 * 2), bytes[128 + tap]);
    }

    private static int Clip(double drawn, int reach) => (int)Math.Clamp(drawn, -reach, reach);
}
