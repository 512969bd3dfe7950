namespace Microsoft.ML.Bayesian;

/// <summary>
/// The belief about every weight and bias before any data was seen: an independent normal distribution N(0, s²).
/// </summary>
/// <example><code>var prior = new GaussianPrior(standardDeviation: 1);</code></example>
public sealed record GaussianPrior
{
    /// <summary>Creates the prior N(0, <paramref name="standardDeviation"/>²).</summary>
    /// <param name="standardDeviation">The standard deviation, finite and greater than 0. Not a variance.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="standardDeviation"/> is not finite or not positive.</exception>
    public GaussianPrior(float standardDeviation = 1) =>
        StandardDeviation = float.IsFinite(standardDeviation) && standardDeviation > 0
            ? standardDeviation
            : throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation,
                $"A prior needs a finite standard deviation greater than 0, but it is {standardDeviation}.");

    /// <summary>The standard deviation.</summary>
    public float StandardDeviation { get; }

    /// <summary>
    /// The Kullback–Leibler divergence from this prior to independent normal distributions, summed over them:
    /// Σ ln(s/σ) + (σ² + μ²)/(2s²) − ½.
    /// </summary>
    /// <param name="means">The means μ.</param>
    /// <param name="standardDeviations">The standard deviations σ &gt; 0, one per mean.</param>
    /// <returns>The divergence in nats; at least 0 up to rounding.</returns>
    public double KullbackLeiblerDivergence(ReadOnlySpan<float> means, ReadOnlySpan<float> standardDeviations)
    {
        if (means.Length != standardDeviations.Length)
            throw new ArgumentException($"{means.Length} means need as many standard deviations, but there are {standardDeviations.Length}.", nameof(standardDeviations));

        double priorDeviation = StandardDeviation, sum = 0;
        for (int i = 0; i < means.Length; i++)
        {
            double ratio = standardDeviations[i] / priorDeviation, shift = means[i] / priorDeviation;
            sum += 0.5 * (ratio * ratio + shift * shift - 1) - Math.Log(ratio);
        }

        return sum;
    }
}
