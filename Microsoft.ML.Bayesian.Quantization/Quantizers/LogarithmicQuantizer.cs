namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Levels in a constant ratio: lowest, lowest·r, lowest·r², …; all 2^bits codes are used and none stands for 0. For standard deviations,
/// which span a factor of 50 and more within a layer. A number goes to the level that is nearest in the logarithm.
/// </summary>
/// <example>
/// <code>
/// LogarithmicQuantizer quantizer = LogarithmicQuantizer.Fit(standardDeviations, bits: 3);
/// float level = quantizer.Quantize(standardDeviations[0]);   // never 0
/// </code>
/// </example>
public sealed class LogarithmicQuantizer : Quantizer
{
    // A smaller range could not hold 256 different single-precision levels.
    private const double NarrowestRange = 1.001;

    // Up to this many bits, levels are computed when they are needed, so that nothing but two numbers stays in memory.
    private const int MostBitsWithoutTable = 5;

    private readonly float[]? table;
    private readonly double logLowest, logRatio;

    /// <summary>Creates the quantizer from its levels.</summary>
    /// <param name="lowest">The lowest level, finite and greater than 0.</param>
    /// <param name="ratio">The ratio r of neighbouring levels, at least 1; with 1 there is only one level.</param>
    /// <param name="bits">The bits of a code, 2 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range, or the highest level would be infinite.</exception>
    public LogarithmicQuantizer(float lowest, float ratio, int bits) : base(CheckBits(bits), 1 << bits)
    {
        Lowest = CheckStep(lowest, nameof(lowest));
        Ratio = float.IsFinite(ratio) && ratio >= 1
            ? ratio
            : throw new ArgumentOutOfRangeException(nameof(ratio), ratio, $"Neighbouring levels need a finite ratio of at least 1, but it is {ratio}.");
        (logLowest, logRatio) = (Math.Log(lowest), Math.Log(ratio));

        if (!float.IsFinite(Level(lowest, ratio, LevelCount - 1)))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, $"From {lowest} on, {LevelCount} levels in the ratio {ratio} do not end before infinity.");
        if (bits > MostBitsWithoutTable)
            table = [.. Enumerable.Range(0, LevelCount).Select(code => Level(lowest, ratio, code))];
    }

    /// <summary>The lowest level.</summary>
    public float Lowest { get; }

    /// <summary>The ratio r of neighbouring levels.</summary>
    public float Ratio { get; }

    internal override int ByteCount => 2 * sizeof(float) + sizeof(float) * (table?.Length ?? 0);

    /// <summary>Chooses the levels from the numbers that are to be served.</summary>
    /// <param name="values">The numbers, each finite and greater than 0. Where there are none, the only level is 1.</param>
    /// <param name="bits">The bits of a code, 2 to 8.</param>
    /// <param name="tail">The share of the numbers below the lowest, and of those above the highest level; 1 % unless given.</param>
    /// <returns>The quantizer.</returns>
    /// <exception cref="ArgumentException">A number is not finite and positive; the message names it.</exception>
    public static LogarithmicQuantizer Fit(ReadOnlySpan<float> values, int bits, double tail = 0.01)
    {
        CheckBits(bits);
        if (tail is not (>= 0 and < 0.5))
            throw new ArgumentOutOfRangeException(nameof(tail), tail, $"The share beyond the levels must be at least 0 and less than one half, but it is {tail}.");
        for (int i = 0; i < values.Length; i++)
        {
            if (!(float.IsFinite(values[i]) && values[i] > 0))
                throw new ArgumentException($"Value {i} is {values[i]}; logarithmic levels can only be fitted to finite numbers greater than 0.", nameof(values));
        }

        if (values.IsEmpty)
            return new(1, 1, bits);
        float[] sorted = values.ToArray();
        float lowest = RangeSearch.Quantile(sorted, tail), highest = RangeSearch.Quantile(sorted, 1 - tail);
        double range = (double)highest / lowest;
        return range < NarrowestRange
            ? new((float)Math.Sqrt((double)lowest * highest), 1, bits)
            : new(lowest, RatioBelow(Math.Pow(range, 1.0 / ((1 << bits) - 1))), bits);
    }

    /// <inheritdoc/>
    public override int Encode(float value)
    {
        if (CheckNumber(value) < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, $"Logarithmic levels are greater than 0, but the value is {value}.");
        return logRatio == 0 ? 0 : (int)Math.Clamp(Math.Round((Math.Log(value) - logLowest) / logRatio), 0, LevelCount - 1);
    }

    /// <inheritdoc/>
    public override float Decode(int code) => table is null ? Level(Lowest, Ratio, code) : table[code];

    /// <summary>lowest·ratio^code, by products instead of exponentials: these are the same on every machine.</summary>
    internal static float Level(float lowest, float ratio, int code)
    {
        double level = lowest;
        for (double power = ratio; code > 0; code >>= 1, power *= power)
        {
            if ((code & 1) != 0)
                level *= power;
        }

        return (float)level;
    }

    // Rounding up could carry the highest level past the largest finite number.
    private static float RatioBelow(double ratio) => (float)ratio is var nearest && nearest > ratio ? MathF.BitDecrement(nearest) : nearest;
}
