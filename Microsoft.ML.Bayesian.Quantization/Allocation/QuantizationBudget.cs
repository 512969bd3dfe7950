using System.Globalization;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// What a quantized posterior may cost, in bytes or in drift; the bits of each layer's means and standard deviations are then chosen by what they do to
/// the uncertainties of the calibration rows.
/// </summary>
/// <example>
/// <code>
/// var options = new QuantizationOptions { Budget = QuantizationBudget.Bytes(91_000) };
/// var careful = new QuantizationOptions { Budget = QuantizationBudget.Drift(0.03) };
/// </code>
/// </example>
public sealed record QuantizationBudget
{
    private QuantizationBudget(long? mostBytes, double? mostDrift) => (MostBytes, MostDrift) = (mostBytes, mostDrift);

    /// <summary>The most bytes that the posterior may take in memory; null where the budget is a drift.</summary>
    public long? MostBytes { get; }

    /// <summary>The largest mean relative drift of the uncertainties; null where the budget is in bytes.</summary>
    public double? MostDrift { get; }

    /// <summary>The least drift at no more than so many bytes in memory, all tables and steps counted.</summary>
    /// <param name="count">The number of bytes, greater than 0.</param>
    /// <returns>The budget.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public static QuantizationBudget Bytes(long count) => count > 0
        ? new(count, null)
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"A budget needs at least 1 byte, but it is {count}.");

    /// <summary>The fewest bytes at which the uncertainties of the calibration rows drift by no more than so much.</summary>
    /// <param name="fraction">
    /// The absolute relative change of the mean total, aleatoric and epistemic uncertainty, averaged over the three; 0.03 is 3 %. Greater than 0.
    /// </param>
    /// <returns>The budget.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not finite and positive.</exception>
    public static QuantizationBudget Drift(double fraction) => double.IsFinite(fraction) && fraction > 0
        ? new(null, fraction)
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, $"A budget needs a drift greater than 0, but it is {fraction}.");

    /// <summary>The budget as people say it.</summary>
    /// <returns>For example <c>91,000 bytes</c>.</returns>
    public override string ToString() => MostBytes is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes")
        : string.Create(CultureInfo.InvariantCulture, $"{MostDrift:P1} drift");
}
