namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Evenly spaced levels, as many above 0 as below, and 0 itself: −q·D, …, −D, 0, D, …, q·D with q = 2^(bits−1) − 1. For means and sampled
/// weights. A number x goes to D·clip(round(x/D), −q, q); a half is rounded to even.
/// </summary>
/// <example>
/// <code>
/// UniformQuantizer quantizer = UniformQuantizer.Fit(weights, bits: 4);
/// float level = quantizer.Quantize(weights[0]);
/// </code>
/// </example>
public sealed class UniformQuantizer : Quantizer
{
    // A step below the smallest normal number would lose its precision, and so the exactness of its multiples.
    private const float SmallestStep = 1.17549435e-38f;

    /// <summary>Creates the quantizer from its step.</summary>
    /// <param name="step">The distance D between levels, finite and greater than 0.</param>
    /// <param name="bits">The bits of a code, 2 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step or the number of bits is out of range.</exception>
    public UniformQuantizer(float step, int bits) : base(CheckBits(bits), 2 * LargestLevel(bits) + 1)
    {
        Step = CheckStep(step, nameof(step));
        Reach = LargestLevel(bits);
    }

    /// <summary>The distance D between levels.</summary>
    public float Step { get; }

    /// <summary>The number q of levels above 0, and of those below.</summary>
    public int Reach { get; }

    internal override int ByteCount => sizeof(float);

    /// <summary>Chooses the step from the numbers that are to be served.</summary>
    /// <param name="values">The numbers. Where there are none, or all are 0, the step is 1.</param>
    /// <param name="bits">The bits of a code, 2 to 8.</param>
    /// <param name="rule">How the range is chosen.</param>
    /// <returns>The quantizer.</returns>
    /// <exception cref="ArgumentException">A number is not finite; the message names it.</exception>
    public static UniformQuantizer Fit(ReadOnlySpan<float> values, int bits, RangeRule rule = RangeRule.LeastSquaredError)
    {
        int reach = LargestLevel(CheckBits(bits));
        float largest = RangeSearch.LargestMagnitude(values);
        if (largest == 0)
            return new(1, bits);
        float largestStep = MathF.BitDecrement(float.MaxValue / reach);
        UniformQuantizer AtShare(double share) => new(Math.Clamp((float)(share * largest / reach), SmallestStep, largestStep), bits);
        return AtShare(RangeSearch.Share(values, largest, rule, AtShare));
    }

    /// <summary>The largest level q of a number of bits, in steps: 2^(bits−1) − 1.</summary>
    internal static int LargestLevel(int bits) => (1 << (bits - 1)) - 1;

    /// <summary>The level nearest to a number, in steps: −q to q.</summary>
    internal int Level(float value) => (int)Math.Clamp(MathF.Round(CheckNumber(value) / Step), -Reach, Reach);

    /// <inheritdoc/>
    public override int Encode(float value) => Level(value) + Reach;

    /// <inheritdoc/>
    public override float Decode(int code) => (code - Reach) * Step;
}
