namespace Microsoft.ML.Bayesian;

/// <summary>What a trial measured on the validation rows.</summary>
/// <example><code>Console.WriteLine($"{result.BestRun.ValidationMetrics!.Accuracy:P2} in {result.BestRun.ValidationMetrics.ModelBytes:N0} bytes");</code></example>
public sealed record TrialMetrics
{
    /// <summary>The share of rows whose most probable class is the label, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The mean of −ln p(label), in nats.</summary>
    public required double NegativeLogLikelihood { get; init; }

    /// <summary>The expected calibration error over <see cref="ClassificationMetrics.DefaultBinCount"/> bins, 0 to 1.</summary>
    public required double ExpectedCalibrationError { get; init; }

    /// <summary>
    /// How well the epistemic uncertainty tells the out-of-distribution rows from the validation rows: the area under the ROC curve, 1 is perfect and 0.5 is
    /// chance; null where no such rows were given.
    /// </summary>
    public double? EpistemicAuroc { get; init; }

    /// <summary>The size of the model's own file.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>The time of scoring one validation row, in microseconds, with all rows scored in one call. It depends on what else the machine does.</summary>
    public required double MicrosecondsPerRow { get; init; }
}
