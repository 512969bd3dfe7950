namespace Microsoft.ML.Bayesian;

/// <summary>A trial that is to run, or has run.</summary>
/// <example><code>var settings = new TrialSettings { TrialId = 0, Seed = 7, StartedAtUtc = TimeProvider.System.GetUtcNow() };</code></example>
public sealed record TrialSettings
{
    /// <summary>The number of the trial, from 0.</summary>
    public required int TrialId { get; init; }

    /// <summary>The seed of the trial, a function of the experiment's seed and <see cref="TrialId"/>: of its <see cref="MLContext"/>, and so of all that is random in it.</summary>
    public required int Seed { get; init; }

    /// <summary>When the trial began, in UTC.</summary>
    public required DateTimeOffset StartedAtUtc { get; init; }

    /// <summary>When it ended, or null while it runs.</summary>
    public DateTimeOffset? EndedAtUtc { get; init; }

    /// <summary>What the trial tries: a value for each dimension of the search space.</summary>
    public TrialParameter Parameter { get; init; } = TrialParameter.Empty;

    /// <summary>Whether it ran in an earlier run of the experiment, from whose checkpoint it is told.</summary>
    public bool IsResumed { get; init; }
}
