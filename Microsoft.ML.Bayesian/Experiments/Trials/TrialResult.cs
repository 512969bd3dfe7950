namespace Microsoft.ML.Bayesian;

/// <summary>How a trial ended: what it measured, its model, and its losses.</summary>
/// <example><code>return new TrialResult { TrialSettings = settings, Metrics = metrics, Model = model };</code></example>
public sealed record TrialResult
{
    /// <summary>The number of the trial, and what it tried.</summary>
    public required TrialSettings TrialSettings { get; init; }

    /// <summary>What it measured; null where it failed.</summary>
    public TrialMetrics? Metrics { get; init; }

    /// <summary>The fitted model; null where it failed or made none. The experiment keeps the models of the Pareto front only.</summary>
    public ITransformer? Model { get; init; }

    /// <summary>One loss for each objective, less is better, set by the experiment; the greatest number for each where the trial failed.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>The loss of the first objective.</summary>
    public double Loss => Losses.Count > 0 ? Losses[0] : double.NaN;

    /// <summary>How long it took, in milliseconds; set by the experiment.</summary>
    public double DurationInMilliseconds { get; init; }
}
