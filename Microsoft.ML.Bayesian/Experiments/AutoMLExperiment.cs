using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Searches for good options of a Bayesian classifier, by trials one after the other. The names are those of ML.NET AutoML, which is not needed; what is new is
/// that several objectives count at once, and that an experiment can be killed and resumed.
/// </summary>
/// <remarks>
/// <para>An experiment is a function of its seed, its data and its settings: each trial has a context of its own whose seed follows from the experiment's seed and
/// the number of the trial. Limits of time and measured times are the exceptions.</para>
/// <para>Models of beaten trials are let go at once. Those on the Pareto front are kept in memory, or in a folder beside the checkpoint where there is one.</para>
/// </remarks>
/// <example>
/// <code>
/// ExperimentResult&lt;TrialMetrics&gt; result = mlContext.Bayesian.CreateExperiment(new SviClassificationTrainer.Options { Epochs = 10 })
///     .SetDataset(train, validation)
///     .SetOutOfDistributionDataset(clothes)
///     .SetObjectives(Objective.Accuracy, Objective.EpistemicAuroc, Objective.ModelBytes)
///     .SetTrainingTimeInSeconds(600)
///     .SetCheckpoint("experiment.jsonl")
///     .Run();
/// </code>
/// </example>
public sealed class AutoMLExperiment
{
    private readonly MLContext mlContext;
    private readonly SviClassificationTrainer.Options options;
    private readonly int seed;
    private readonly List<IMonitor> monitors = [];
    private SearchSpace space = SearchSpace.SviClassifier;
    private IReadOnlyList<Objective> objectives = [Objective.Accuracy];
    private Func<SearchSpace, int, ITuner> tuner = static (space, seed) => new GaussianProcessTuner(space, seed);
    private (IDataView Training, IDataView Validation)? dataset;
    private IDataView? outOfDistribution;
    private IEstimator<ITransformer>? preparation;
    private ITrialRunner? runner;
    private IProgress<RunDetail<TrialMetrics>>? progress;
    private TimeProvider time = TimeProvider.System;
    private string? checkpoint;
    private TimeSpan? timeLimit;
    private int? trialLimit;

    internal AutoMLExperiment(MLContext mlContext, SviClassificationTrainer.Options options, int seed) =>
        (this.mlContext, this.options, this.seed) = (mlContext, OptionsValidation.Validated(options), seed);

    /// <summary>Sets the rows to learn from and the rows to judge by.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">The rows to judge by, which are held in memory.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetDataset(IDataView train, IDataView validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        dataset = (train, validation);
        return this;
    }

    /// <summary>Sets the rows, of which a random part, the same for all trials, is put aside to judge by.</summary>
    /// <param name="data">The rows, with labels.</param>
    /// <param name="validationFraction">The share that is put aside, between 0 and 1.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetDataset(IDataView data, double validationFraction = 0.2)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(validationFraction is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, $"validationFraction must be between 0 and 1, but it is {validationFraction}.");
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(data, validationFraction, seed: seed);
        return SetDataset(split.TrainSet, split.TestSet);
    }

    /// <summary>Sets rows unlike those to learn from, which <see cref="TrialMetrics.EpistemicAuroc"/> is measured on.</summary>
    /// <param name="data">The rows, with the columns that the trainer or the preparation reads. They are held in memory.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetOutOfDistributionDataset(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        outOfDistribution = data;
        return this;
    }

    /// <summary>Sets what stands before the trainer, such as normalization. It is fitted once, on the rows to learn from, and is part of each model.</summary>
    /// <param name="preFeaturizer">An estimator, or a chain of them.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetPreFeaturizer(IEstimator<ITransformer> preFeaturizer)
    {
        ArgumentNullException.ThrowIfNull(preFeaturizer);
        preparation = preFeaturizer;
        return this;
    }

    /// <summary>Sets what is chosen; <see cref="SearchSpace.SviClassifier"/> unless given.</summary>
    /// <param name="searchSpace">The options that trials differ in.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetSearchSpace(SearchSpace searchSpace)
    {
        ArgumentNullException.ThrowIfNull(searchSpace);
        space = searchSpace;
        return this;
    }

    /// <summary>Sets what counts; accuracy alone unless given.</summary>
    /// <param name="objectives">The objectives, with different names; the first decides which run is best.</param>
    /// <returns>This experiment.</returns>
    /// <exception cref="ArgumentException">There are none, or two have the same name.</exception>
    public AutoMLExperiment SetObjectives(params IReadOnlyList<Objective> objectives)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        if (objectives.Count == 0 || objectives.Select(objective => objective.Name).Distinct().Count() != objectives.Count)
            throw new ArgumentException($"An experiment needs objectives with different names, but has {(objectives.Count == 0 ? "none" : string.Join(", ", objectives.Select(objective => objective.Name)))}.", nameof(objectives));
        this.objectives = [.. objectives];
        return this;
    }

    /// <summary>Sets what proposes trials; <see cref="GaussianProcessTuner"/> unless given.</summary>
    /// <param name="factory">Makes a tuner from search space and seed, anew for each run.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetTuner(Func<SearchSpace, int, ITuner> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        tuner = factory;
        return this;
    }

    /// <summary>Proposes by chance.</summary>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetRandomSearchTuner() => SetTuner(static (space, seed) => new RandomSearchTuner(space, seed));

    /// <summary>Proposes by what earlier trials have taught.</summary>
    /// <param name="randomTrials">The trials before it begins to learn, at least 2.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetGaussianProcessTuner(int randomTrials = 10) => SetTuner((space, seed) => new GaussianProcessTuner(space, seed, randomTrials));

    /// <summary>Tries many parameters with few epochs, and the best of them with more.</summary>
    /// <param name="leastEpochs">The epochs of the first trials are at least these.</param>
    /// <param name="mostEpochs">The epochs of the last trials.</param>
    /// <param name="reduction">One in this many trials goes on to as many times the epochs; at least 2.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetSuccessiveHalvingTuner(int leastEpochs = 2, int mostEpochs = 18, int reduction = 3) =>
        SetTuner((space, seed) => new SuccessiveHalvingTuner(space, seed, leastEpochs, mostEpochs, reduction));

    /// <summary>Sets what runs trials, in place of the training of a classifier; then no dataset is needed. It is not disposed of.</summary>
    /// <param name="trialRunner">What turns the settings of a trial into its result.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetTrialRunner(ITrialRunner trialRunner)
    {
        ArgumentNullException.ThrowIfNull(trialRunner);
        runner = trialRunner;
        return this;
    }

    /// <summary>Adds a monitor, which is told when a trial begins, ends, fails or is the best so far.</summary>
    /// <param name="monitor">Who watches; monitors that were added before stay.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetMonitor(IMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        monitors.Add(monitor);
        return this;
    }

    /// <summary>Sets who is told of each trial when it is over.</summary>
    /// <param name="progress">Receives each trial, failed ones included.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetProgress(IProgress<RunDetail<TrialMetrics>> progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        this.progress = progress;
        return this;
    }

    /// <summary>Sets the time of one run, after which the running trial is given up. It begins anew when an experiment is resumed.</summary>
    /// <param name="trainingTimeInSeconds">The seconds, at least 1.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetTrainingTimeInSeconds(uint trainingTimeInSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfZero(trainingTimeInSeconds);
        timeLimit = TimeSpan.FromSeconds(trainingTimeInSeconds);
        return this;
    }

    /// <summary>Sets the number of trials of the experiment, those of its checkpoint included.</summary>
    /// <param name="maxModelToExplore">The number, at least 1.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetMaxModelToExplore(int maxModelToExplore)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxModelToExplore, 1);
        trialLimit = maxModelToExplore;
        return this;
    }

    /// <summary>
    /// Keeps each trial in a file as soon as it is over, and first reads those that are in it. The models of the Pareto front are kept in a folder of the same
    /// name with ".models" after it.
    /// </summary>
    /// <param name="path">The file, of JSON lines.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        checkpoint = path;
        return this;
    }

    /// <summary>Sets the clock; the system's unless given.</summary>
    /// <param name="timeProvider">The clock that limits and durations are read from.</param>
    /// <returns>This experiment.</returns>
    public AutoMLExperiment SetTimeProvider(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        time = timeProvider;
        return this;
    }

    /// <summary>Runs the experiment; see <see cref="RunAsync"/>.</summary>
    /// <param name="cancellationToken">Ends it with what was found so far.</param>
    /// <returns>Everything that was found: the best run, the Pareto front and all trials.</returns>
    public ExperimentResult<TrialMetrics> Run(CancellationToken cancellationToken = default) => RunAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>
    /// Runs the experiment until a limit is met or it is cancelled. Either way it returns what was found so far; a trial that was cancelled is as if it had
    /// never begun. Failed trials are recorded, and the experiment goes on.
    /// </summary>
    /// <param name="cancellationToken">Ends it with what was found so far, within one mini-batch of the running trial.</param>
    /// <returns>Everything that was found: the best run, the Pareto front and all trials.</returns>
    /// <exception cref="InvalidOperationException">
    /// Data or a limit is missing, the checkpoint is of another experiment, or the first five trials, or all, failed; the message says why.
    /// </exception>
    /// <exception cref="ArgumentException">The data lacks a column, or the search space has a dimension that is no option.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged; the message names the line.</exception>
    /// <exception cref="TimeoutException">The time was over before any trial ended well.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before any trial ended well.</exception>
    public async Task<ExperimentResult<TrialMetrics>> RunAsync(CancellationToken cancellationToken = default)
    {
        if (timeLimit is null && trialLimit is null && !cancellationToken.CanBeCanceled)
            throw new InvalidOperationException("The experiment would never end: set a time (SetTrainingTimeInSeconds) or a number of trials (SetMaxModelToExplore).");
        if (objectives.Contains(Objective.EpistemicAuroc) && outOfDistribution is null && runner is null)
            throw new InvalidOperationException($"The objective {Objective.EpistemicAuroc.Name} needs rows unlike the training rows: call SetOutOfDistributionDataset.");

        using IChannel channel = ((IHostEnvironment)mlContext).Start(nameof(AutoMLExperiment));
        using var timeout = timeLimit is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        using ITrialRunner? own = runner is null ? CreateRunner() : null;
        ITrialRunner trials = runner ?? own!;
        ITuner proposals = tuner(space, seed);
        using ExperimentCheckpoint? kept = checkpoint is null ? null : ExperimentCheckpoint.Open(checkpoint, new ExperimentIdentity
        {
            Seed = seed,
            SearchSpace = space.ToString(),
            Objectives = string.Join(", ", objectives),
            Tuner = proposals.ToString()!,
            Runner = trials.Description,
        });
        var run = new ExperimentRun
        {
            Runner = trials,
            Tuner = proposals,
            Models = checkpoint is null ? new ModelMemory() : new ModelFolder($"{checkpoint}.models", mlContext, dataset?.Training.Schema),
            Checkpoint = kept,
            Objectives = objectives,
            Seed = seed,
            TrialLimit = trialLimit,
            Monitors = monitors,
            Progress = progress,
            Time = time,
            Channel = channel,
        };
        return await run.ExecuteAsync(timeout.Token, cancellationToken).ConfigureAwait(false);
    }

    private SviTrialRunner CreateRunner()
    {
        if (dataset is not { } rows)
            throw new InvalidOperationException("The experiment has no data: call SetDataset.");
        _ = space.Default.ApplyTo(options);
        return new SviTrialRunner(mlContext, ExperimentData.Prepare(rows.Training, rows.Validation, outOfDistribution, preparation), options, time);
    }
}
