namespace Microsoft.ML.Bayesian;

/// <summary>
/// When to stop drawing weights for a row: when, at the stated confidence, more samples would neither change the predicted class nor move
/// the epistemic uncertainty by more than the tolerance. The row is looked at after 32, 64, 128, … samples; the confidence is that of all
/// looks together. The standard errors come from eight groups of samples, leaving out each in turn (the delete-a-group jackknife).
/// A row's samples depend on nothing but the row, the model and the options, so that its answer stays the same in any batch.
/// </summary>
/// <example>
/// <code>
/// var options = new InferenceOptions { SampleCount = 1000, Adaptive = new AdaptiveSampling { Confidence = 0.99 } };
/// PredictiveEngine engine = PredictiveEngine.Create(posterior, options);
/// var sampleCounts = new int[rowCount];
/// engine.Predict(rows, probabilities, uncertainties, sampleCounts);
/// Console.WriteLine($"{sampleCounts.Average()} samples a row");
/// </code>
/// </example>
public sealed record AdaptiveSampling
{
    /// <summary>The probability that a row which is stopped is settled, between 0.5 and 1, both excluded; 0.95 unless given.</summary>
    public double Confidence
    {
        get;
        init => field = value is > 0.5 and < 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Confidence must lie between 0.5 and 1, but it is {value}.");
    } = 0.95;

    /// <summary>How far the epistemic uncertainty may be from that of infinitely many samples, in nats; above 0, 0.02 unless given.</summary>
    public double EpistemicTolerance
    {
        get;
        init => field = value > 0 && double.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"EpistemicTolerance must be a positive number of nats, but it is {value}.");
    } = 0.02;
}
