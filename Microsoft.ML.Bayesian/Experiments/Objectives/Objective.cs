namespace Microsoft.ML.Bayesian;

/// <summary>A figure that an experiment makes as good as it can.</summary>
/// <example>
/// <code>
/// var small = new Objective("KiB", isMaximized: false, metrics => metrics.ModelBytes / 1024.0);
/// Objective[] both = [Objective.Accuracy, small];
/// </code>
/// </example>
public sealed class Objective
{
    private readonly Func<TrialMetrics, double> value;

    /// <summary>Creates an objective of your own.</summary>
    /// <param name="name">What it is called; objectives of one experiment have different names.</param>
    /// <param name="isMaximized">Whether more is better; otherwise less is.</param>
    /// <param name="value">Computes the figure from what a trial measured.</param>
    public Objective(string name, bool isMaximized, Func<TrialMetrics, double> value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        (Name, IsMaximized, this.value) = (name, isMaximized, value);
    }

    /// <summary>The share of right answers.</summary>
    public static Objective Accuracy { get; } = new(nameof(Accuracy), true, metrics => metrics.Accuracy);

    /// <summary>The negative log-likelihood, in nats per row.</summary>
    public static Objective NegativeLogLikelihood { get; } = new(nameof(NegativeLogLikelihood), false, metrics => metrics.NegativeLogLikelihood);

    /// <summary>The expected calibration error.</summary>
    public static Objective ExpectedCalibrationError { get; } = new(nameof(ExpectedCalibrationError), false, metrics => metrics.ExpectedCalibrationError);

    /// <summary>The area under the ROC curve of the epistemic uncertainty; it needs out-of-distribution rows.</summary>
    public static Objective EpistemicAuroc { get; } = new(nameof(EpistemicAuroc), true, metrics => metrics.EpistemicAuroc ?? double.NaN);

    /// <summary>The size of the model's own file.</summary>
    public static Objective ModelBytes { get; } = new(nameof(ModelBytes), false, metrics => metrics.ModelBytes);

    /// <summary>The time of scoring one row. It is measured, so that a repeated experiment can decide differently.</summary>
    public static Objective MicrosecondsPerRow { get; } = new(nameof(MicrosecondsPerRow), false, metrics => metrics.MicrosecondsPerRow);

    /// <summary>The objectives that the library knows.</summary>
    public static IReadOnlyList<Objective> All { get; } = [Accuracy, NegativeLogLikelihood, ExpectedCalibrationError, EpistemicAuroc, ModelBytes, MicrosecondsPerRow];

    /// <summary>What the figure is called in tables and checkpoints.</summary>
    public string Name { get; }

    /// <summary>Whether more is better; otherwise less is.</summary>
    public bool IsMaximized { get; }

    /// <summary>The figure of one trial.</summary>
    /// <param name="metrics">What a trial measured.</param>
    /// <returns>The figure, in its own unit. That of <see cref="EpistemicAuroc"/> is NaN where there were no out-of-distribution rows.</returns>
    public double ValueOf(TrialMetrics metrics) => value(metrics);

    /// <summary>Name and direction.</summary>
    /// <returns>For example <c>greatest Accuracy</c>.</returns>
    public override string ToString() => $"{(IsMaximized ? "greatest" : "least")} {Name}";

    /// <summary>The figure as something to make small: its negative where more is better.</summary>
    internal double LossOf(TrialMetrics metrics) => IsMaximized ? -value(metrics) : value(metrics);
}
