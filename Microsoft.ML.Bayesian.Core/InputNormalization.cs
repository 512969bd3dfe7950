namespace Microsoft.ML.Bayesian;

/// <summary>
/// How raw features become inputs of the network: (feature / <see cref="Divisor"/> − <see cref="Mean"/>) / <see cref="StandardDeviation"/>, the same for every
/// feature. Part of the model, so that whoever scores need not know how the training data was prepared.
/// </summary>
/// <remarks>
/// It cannot be folded into the first layer: the bias would then depend on the drawn weights, and a mean-field posterior knows no such dependence.
/// </remarks>
/// <example>
/// <code>
/// var pixels = new InputNormalization(mean: 0.1307, standardDeviation: 0.3081, divisor: 255);
/// var model = new BayesianModel(posterior, inputNormalization: pixels);   // scores pixels from 0 to 255
/// </code>
/// </example>
public sealed record InputNormalization
{
    /// <summary>Describes a normalization.</summary>
    /// <param name="mean">What is taken from a feature after the division; finite.</param>
    /// <param name="standardDeviation">What the difference is divided by; finite and greater than 0. Not a variance.</param>
    /// <param name="divisor">What a feature is divided by before anything else, such as 255 for pixels; finite and greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public InputNormalization(double mean = 0, double standardDeviation = 1, double divisor = 1)
    {
        Mean = double.IsFinite(mean) ? mean : throw new ArgumentOutOfRangeException(nameof(mean), mean, $"The mean must be finite, but it is {mean}.");
        StandardDeviation = Positive(standardDeviation, "standard deviation", nameof(standardDeviation));
        Divisor = Positive(divisor, "divisor", nameof(divisor));
    }

    /// <summary>What is taken from a feature after the division.</summary>
    public double Mean { get; }

    /// <summary>What the difference is divided by.</summary>
    public double StandardDeviation { get; }

    /// <summary>What a feature is divided by before anything else.</summary>
    public double Divisor { get; }

    /// <summary>Normalizes features.</summary>
    /// <param name="features">The raw features.</param>
    /// <param name="inputs">Receives as many inputs; may be the same memory.</param>
    /// <exception cref="ArgumentException">There is no room for all inputs.</exception>
    public void Apply(ReadOnlySpan<float> features, Span<float> inputs)
    {
        if (inputs.Length < features.Length)
            throw new ArgumentException($"{features.Length} features need room for as many inputs, but there is room for {inputs.Length}.", nameof(inputs));
        for (int i = 0; i < features.Length; i++)
            inputs[i] = (float)((features[i] / Divisor - Mean) / StandardDeviation);
    }

    /// <summary>The formula as people write it: <c>(x / 255 - 0.1307) / 0.3081</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"(x / {Divisor} - {Mean}) / {StandardDeviation}";

    private static double Positive(double value, string what, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {what} must be finite and greater than 0, but it is {value}.");
}
