using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>One run of an experiment: the loop over its trials.</summary>
internal sealed class ExperimentRun
{
    // When this many trials have failed and none has ever ended well, the rest would fail too.
    private const int MostFailuresAtFirst = 5;

    private readonly List<RunDetail<TrialMetrics>> runs = [];
    private readonly List<(int TrialId, IReadOnlyList<double> Losses)> front = [];

    public required ITrialRunner Runner { get; init; }

    public required ITuner Tuner { get; init; }

    public required ModelStore Models { get; init; }

    public required ExperimentCheckpoint? Checkpoint { get; init; }

    public required IReadOnlyList<Objective> Objectives { get; init; }

    public required int Seed { get; init; }

    public required int? TrialLimit { get; init; }

    public required IReadOnlyList<IMonitor> Monitors { get; init; }

    public required IProgress<RunDetail<TrialMetrics>>? Progress { get; init; }

    public required TimeProvider Time { get; init; }

    public required IChannel Channel { get; init; }

    private TrialResult? Best { get; set; }

    /// <summary>Runs trials until a limit is met.</summary>
    /// <param name="timeout">Cancelled when the time is over.</param>
    /// <param name="cancellation">Cancelled by the caller.</param>
    public async Task<ExperimentResult<TrialMetrics>> ExecuteAsync(CancellationToken timeout, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout, cancellation);
        foreach (TrialRecord record in Checkpoint?.Trials ?? [])
            Resume(record);
        Models.Retain([.. front.Select(trial => trial.TrialId)]);

        while (!stop.IsCancellationRequested && runs.Count != TrialLimit)
        {
            TrialSettings settings = Next(Time.GetUtcNow());
            foreach (IMonitor monitor in Monitors)
                monitor.ReportRunningTrial(settings);
            long begin = Time.GetTimestamp();
            TrialResult result = new() { TrialSettings = settings };
            Exception? failure = null;
            try
            {
                result = await Runner.RunAsync(settings, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever a trial stumbles over, the experiment goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }

            result = result with { TrialSettings = settings with { EndedAtUtc = Time.GetUtcNow() }, DurationInMilliseconds = Time.GetElapsedTime(begin).TotalMilliseconds };
            Complete(result, failure);
        }

        return Result(cancellation.IsCancellationRequested ? ExperimentEnd.Cancelled : stop.IsCancellationRequested ? ExperimentEnd.TimeLimit : ExperimentEnd.TrialLimit);
    }

    private TrialSettings Next(DateTimeOffset now)
    {
        var settings = new TrialSettings { TrialId = runs.Count, Seed = SeededDraws.SeedOf(Seed, runs.Count), StartedAtUtc = now };
        return settings with { Parameter = Tuner.Propose(settings) };
    }

    private void Resume(TrialRecord record)
    {
        TrialSettings settings = Next(record.StartedAtUtc) with { EndedAtUtc = record.EndedAtUtc, IsResumed = true };
        if (record.Seed != settings.Seed || !record.IsOf(settings.Parameter))
        {
            throw new InvalidOperationException($"Trial {record.Trial} of the checkpoint tried {record.Parameter.ToJsonString()} with seed {record.Seed}, where this experiment proposes " +
                $"{settings.Parameter} with seed {settings.Seed}: it was made by another version of the library, or by a tuner that is no function of its seed.");
        }

        var result = new TrialResult { TrialSettings = settings, Metrics = record.Metrics, DurationInMilliseconds = 1000 * record.Seconds };
        Complete(result, record.Error is { } error ? new InvalidOperationException(error) : null);
    }

    /// <summary>Judges a trial, and tells everybody: first the disk, then the tuner, then those who watch.</summary>
    private void Complete(TrialResult result, Exception? failure)
    {
        TrialSettings settings = result.TrialSettings;
        double[] losses = [.. Objectives.Select(objective => result.Metrics is { } metrics ? objective.LossOf(metrics) : double.NaN)];
        if (Array.FindIndex(losses, double.IsNaN) is var missing and >= 0)
            failure ??= new InvalidOperationException($"The objective {Objectives[missing].Name} is not a number.");
        result = result with { Losses = failure is null ? losses : [.. losses.Select(_ => double.MaxValue)], Metrics = failure is null ? result.Metrics : null };
        if (failure is null)
            Enter(settings.TrialId, losses, result.Model);

        // Beaten models go only when the disk knows what beat them.
        if (!settings.IsResumed)
        {
            Checkpoint?.Append(Record(result, failure));
            Models.Retain([.. front.Select(trial => trial.TrialId)]);
        }

        Tuner.Update(result with { Model = null });
        bool isBest = failure is null && (Best is null || losses.AsSpan().SequenceCompareTo([.. Best.Losses]) < 0);
        if (isBest)
            Best = result with { Model = null };
        Tell(result, failure, isBest);
        if (Best is null && runs.Count == MostFailuresAtFirst)
            throw new InvalidOperationException($"The first {MostFailuresAtFirst} trials failed, the first of them because: {runs[0].Exception!.Message}", runs[0].Exception);
    }

    /// <summary>Keeps the front, and the models on it.</summary>
    private void Enter(int trialId, double[] losses, ITransformer? model)
    {
        if (front.Exists(trial => ParetoFront.Dominates(trial.Losses, losses)))
            return;
        front.RemoveAll(trial => ParetoFront.Dominates(losses, trial.Losses));
        front.Add((trialId, losses));
        if (model is not null)
            Models.Add(trialId, model);
    }

    private void Tell(TrialResult result, Exception? failure, bool isBest)
    {
        TrialSettings settings = result.TrialSettings;
        RunDetail<TrialMetrics> run = Detail(settings, result.DurationInMilliseconds, result.Metrics, failure);
        runs.Add(run);
        string figures = failure?.Message ?? string.Join(", ", Objectives.Select(objective => $"{objective.Name} {objective.ValueOf(result.Metrics!):G6}"));
        string line = $"Trial {settings.TrialId}{(settings.IsResumed ? " (resumed)" : "")}, {run.RuntimeInSeconds:F1} s, {settings.Parameter}: {figures}";
        if (failure is null)
            Channel.Info(MessageSensitivity.None, line);
        else
            Channel.Warning(MessageSensitivity.None, line);
        foreach (IMonitor monitor in Monitors)
        {
            if (failure is not null)
                monitor.ReportFailTrial(settings, failure);
            else
                monitor.ReportCompletedTrial(result);
            if (isBest)
                monitor.ReportBestTrial(result);
        }

        Progress?.Report(run);
    }

    /// <summary>What stays of a trial. The function that opens its model must not hold on to the model itself.</summary>
    private RunDetail<TrialMetrics> Detail(TrialSettings settings, double milliseconds, TrialMetrics? metrics, Exception? failure) =>
        new(settings, milliseconds / 1000, metrics, failure, () => Models.Open(settings.TrialId));

    private static TrialRecord Record(TrialResult result, Exception? failure) => new()
    {
        Trial = result.TrialSettings.TrialId,
        Seed = result.TrialSettings.Seed,
        StartedAtUtc = result.TrialSettings.StartedAtUtc,
        EndedAtUtc = result.TrialSettings.EndedAtUtc!.Value,
        Seconds = result.DurationInMilliseconds / 1000,
        Parameter = TrialRecord.ToJson(result.TrialSettings.Parameter),
        Metrics = result.Metrics,
        // Native libraries append the frames of their stack.
        Error = failure?.Message.Split('\n')[0],
    };

    private ExperimentResult<TrialMetrics> Result(ExperimentEnd end)
    {
        if (Best is null)
        {
            Exception? first = runs.FirstOrDefault()?.Exception;
            string failed = first is null ? "no trial has ended" : $"all {runs.Count} trials failed, the first of them because: {first.Message}";
            throw end switch
            {
                ExperimentEnd.Cancelled => new OperationCanceledException($"The experiment was cancelled before it found anything: {failed}", first),
                ExperimentEnd.TimeLimit => new TimeoutException($"The time was over before the experiment found anything: {failed}", first),
                _ => new InvalidOperationException($"The experiment found nothing: {failed}", first),
            };
        }

        int[] best = [.. front.OrderBy(trial => trial.Losses, Comparer<IReadOnlyList<double>>.Create(static (a, b) => a.ToArray().AsSpan().SequenceCompareTo(b.ToArray()))).Select(trial => trial.TrialId)];
        return new(runs, [.. best.Select(trialId => runs[trialId])], runs[Best.TrialSettings.TrialId], end);
    }
}
