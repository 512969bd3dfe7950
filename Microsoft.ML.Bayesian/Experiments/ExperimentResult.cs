namespace Microsoft.ML.Bayesian;

/// <summary>Why an experiment ended.</summary>
public enum ExperimentEnd
{
    /// <summary>All trials were run.</summary>
    TrialLimit = 0,

    /// <summary>The time was over.</summary>
    TimeLimit = 1,

    /// <summary>It was cancelled.</summary>
    Cancelled = 2,
}

/// <summary>What an experiment found.</summary>
/// <typeparam name="TMetrics">What its trials measured: <see cref="TrialMetrics"/>.</typeparam>
/// <example>
/// <code>
/// foreach (RunDetail&lt;TrialMetrics&gt; run in result.ParetoFront)
///     Console.WriteLine($"{run.ValidationMetrics!.Accuracy:P2}, {run.ValidationMetrics.ModelBytes:N0} bytes: {run.Parameter}");
/// mlContext.Model.Save(result.BestRun.Model, train.Schema, "best.zip");
/// </code>
/// </example>
public sealed class ExperimentResult<TMetrics>
    where TMetrics : class
{
    internal ExperimentResult(IReadOnlyList<RunDetail<TMetrics>> runDetails, IReadOnlyList<RunDetail<TMetrics>> paretoFront, RunDetail<TMetrics> bestRun, ExperimentEnd end) =>
        (RunDetails, ParetoFront, BestRun, End) = (runDetails, paretoFront, bestRun, end);

    /// <summary>All trials, failed ones and those of the checkpoint too, in their order.</summary>
    public IReadOnlyList<RunDetail<TMetrics>> RunDetails { get; }

    /// <summary>The trials that no other trial beats in one objective without losing in another, best first objective first. Their models are kept.</summary>
    public IReadOnlyList<RunDetail<TMetrics>> ParetoFront { get; }

    /// <summary>The trial that is best in the first objective; among equals, in the second, and so on. It is on the Pareto front.</summary>
    public RunDetail<TMetrics> BestRun { get; }

    /// <summary>Why the experiment ended.</summary>
    public ExperimentEnd End { get; }
}
