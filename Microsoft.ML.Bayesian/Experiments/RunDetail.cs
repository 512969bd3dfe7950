namespace Microsoft.ML.Bayesian;

/// <summary>One trial of an experiment, when it is over.</summary>
/// <typeparam name="TMetrics">What it measured: <see cref="TrialMetrics"/>.</typeparam>
/// <example>
/// <code>
/// var progress = new Progress&lt;RunDetail&lt;TrialMetrics&gt;&gt;(run => Console.WriteLine($"{run.TrialId}: {run.ValidationMetrics?.Accuracy:P2} with {run.Parameter}"));
/// </code>
/// </example>
public sealed class RunDetail<TMetrics>
    where TMetrics : class
{
    private readonly Func<ITransformer?> open;

    internal RunDetail(TrialSettings settings, double runtimeInSeconds, TMetrics? metrics, Exception? exception, Func<ITransformer?> open)
    {
        (TrialId, Seed, Parameter, RuntimeInSeconds, ValidationMetrics, Exception) = (settings.TrialId, settings.Seed, settings.Parameter, runtimeInSeconds, metrics, exception);
        this.open = open;
    }

    /// <summary>The number of the trial, from 0.</summary>
    public int TrialId { get; }

    /// <summary>The seed of the trial's <see cref="MLContext"/>.</summary>
    public int Seed { get; }

    /// <summary>What it tried: a value for each dimension of the search space.</summary>
    public TrialParameter Parameter { get; }

    /// <summary>The name of the trainer, for tables that show several.</summary>
    public string TrainerName => nameof(SviClassificationTrainer);

    /// <summary>How long the trial took, in seconds.</summary>
    public double RuntimeInSeconds { get; }

    /// <summary>What it measured on the validation rows; null where it failed.</summary>
    public TMetrics? ValidationMetrics { get; }

    /// <summary>Why it failed, or null. Of a trial of a checkpoint, only the message is known.</summary>
    public Exception? Exception { get; }

    /// <summary>The fitted model, which is read from its file when it is first asked for; null for trials that are not on the Pareto front.</summary>
    /// <exception cref="IOException">The file beside the checkpoint is gone or cannot be read.</exception>
    public ITransformer? Model => field ??= open();
}
