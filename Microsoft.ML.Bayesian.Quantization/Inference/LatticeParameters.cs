namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// What a draw needs to know of a weight, in whole numbers. The draw is ⌊(Centre + Width·z + u)/2ᶠ⌋, one more where 16 random bits are
/// below Above, and one less where their complement is below Below; z and the bits are the same, u is another random number.
/// </summary>
/// <param name="Centre">The mean in steps of 2⁻ᶠ.</param>
/// <param name="Width">What <see cref="FixedNormal"/> is multiplied with, in units of 2⁻¹⁵.</param>
/// <param name="Above">The probability of one more, in units of 2⁻¹⁶.</param>
/// <param name="Below">The probability of one less, in units of 2⁻¹⁶.</param>
internal readonly record struct LatticeParameters(short Centre, short Width, ushort Above, ushort Below)
{
    /// <summary>The binary places of a centre, unless weights are so wide that their width would not fit.</summary>
    public const int MostPlaces = 7;

    /// <summary>The binary places that leave room for the widest weight.</summary>
    public static int PlacesFor(double widest)
    {
        int places = MostPlaces;
        while (places > 0 && WidthOf(widest, places) > short.MaxValue)
            places--;
        return places;
    }

    /// <summary>
    /// Puts a rule into numbers. For matched draws, with n the whole number nearest to the centre c and δ = c − n: narrow weights take n − 1, n or n + 1 with
    /// probabilities that give the mean c and the variance s², which is possible where s² ≥ |δ|(1 − |δ|) and s² + δ² ≤ 1; where s² is smaller,
    /// the variance is |δ|(1 − |δ|), the least that a grid allows. Wide weights take a normal draw of variance s² − 1/6, rounded up or down
    /// at random, which adds 1/6 up to 10⁻⁵.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="centre">The mean in steps of the grid.</param>
    /// <param name="spread">The standard deviation in steps.</param>
    /// <param name="places">The binary places f.</param>
    public static LatticeParameters Of(DrawRule rule, double centre, double spread, int places)
    {
        centre = Math.Clamp(centre, -LatticeDraw.Reach, LatticeDraw.Reach);
        double variance = spread * spread, unit = 1 << places, nearest = Math.Round(centre), offset = centre - nearest;
        double second = Math.Max(variance + offset * offset, Math.Abs(offset));
        if (rule == DrawRule.Matched && second <= 1)
            return new((short)(nearest * unit), 0, Probability((second + offset) / 2), Probability((second - offset) / 2));
        double width = rule switch
        {
            DrawRule.Matched => variance - 1.0 / 6,
            DrawRule.SheppardCorrected => Math.Max(variance - 1.0 / 12, variance * LatticeDraw.NarrowestVariance),
            _ => variance,
        };
        return new((short)Math.Round(centre * unit), (short)Math.Min(WidthOf(Math.Sqrt(width), places), short.MaxValue), 0, 0);
    }

    private static double WidthOf(double deviation, int places) => Math.Round(deviation * (1 << (places + 15)) / FixedNormal.StandardDeviation);

    private static ushort Probability(double probability) => (ushort)Math.Clamp(Math.Round(probability * 65536), 0, ushort.MaxValue);
}
