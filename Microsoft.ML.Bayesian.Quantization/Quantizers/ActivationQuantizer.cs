namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Evenly spaced levels from below to above 0, and 0 itself: (code − zero)·D. For activations and inputs, calibrated on data. Where nothing
/// is negative, as after ReLU, code 0 stands for 0 and all levels lie above. An exact 0 keeps switched-off units silent: their weights
/// have stayed at the prior, and would turn the smallest rounding error into noise.
/// </summary>
/// <example>
/// <code>
/// ActivationQuantizer quantizer = ActivationQuantizer.Fit(activations, bits: 8);
/// float level = quantizer.Quantize(activations[0]);
/// </code>
/// </example>
public sealed class ActivationQuantizer : Quantizer
{
    private const float SmallestStep = 1.17549435e-38f;

    /// <summary>Creates the quantizer from its step.</summary>
    /// <param name="step">The distance D between levels, finite and greater than 0.</param>
    /// <param name="zero">The code that stands for 0, 0 to 2^bits − 1.</param>
    /// <param name="bits">The bits of a code, 2 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ActivationQuantizer(float step, int zero, int bits) : base(CheckBits(bits), 1 << bits)
    {
        Step = CheckStep(step, nameof(step));
        InverseStep = 1 / Step;
        Zero = zero >= 0 && zero < LevelCount
            ? zero
            : throw new ArgumentOutOfRangeException(nameof(zero), zero, $"The code of 0 must be between 0 and {LevelCount - 1}, but it is {zero}.");
    }

    /// <summary>The distance D between levels.</summary>
    public float Step { get; }

    /// <summary>What numbers are multiplied with to count in steps.</summary>
    internal float InverseStep { get; }

    /// <summary>The code that stands for 0.</summary>
    public int Zero { get; }

    internal override int ByteCount => sizeof(float) + sizeof(byte);

    /// <summary>Chooses the step from the numbers that are to be served.</summary>
    /// <param name="values">The numbers. Where there are none, or all are 0, the step is 1.</param>
    /// <param name="bits">The bits of a code, 2 to 8.</param>
    /// <param name="rule">How the range is chosen.</param>
    /// <returns>The quantizer.</returns>
    /// <exception cref="ArgumentException">A number is not finite; the message names it.</exception>
    public static ActivationQuantizer Fit(ReadOnlySpan<float> values, int bits, RangeRule rule = RangeRule.LeastSquaredError)
    {
        int highest = (1 << CheckBits(bits)) - 1;
        float largest = RangeSearch.LargestMagnitude(values);
        if (largest == 0)
            return new(1, 0, bits);
        double low = 0, high = 0;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));

        ActivationQuantizer AtShare(double share)
        {
            double step = Math.Max(share * (high - low) / highest, SmallestStep);
            int zero = (int)Math.Clamp(Math.Round(-share * low / step), low < 0 ? 1 : 0, high > 0 ? highest - 1 : highest);

            // After rounding, the code of 0 leaves a fraction of a step less room on one of its sides.
            if (share == 1 && low < 0)
                step = Math.Max(step, Math.Max(-low / zero, high / (highest - zero is var above and > 0 ? above : 1)));
            return new((float)step, zero, bits);
        }

        return AtShare(RangeSearch.Share(values, largest, rule, AtShare));
    }

    /// <summary>The level nearest to a number, in steps: −zero to 2^bits − 1 − zero.</summary>
    internal int Level(float value) => (int)Math.Clamp(MathF.Round(CheckNumber(value) * InverseStep), -Zero, LevelCount - 1 - Zero);

    /// <inheritdoc/>
    public override int Encode(float value) => Level(value) + Zero;

    /// <inheritdoc/>
    public override float Decode(int code) => (code - Zero) * Step;
}
