using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Stochastic variational inference: shuffled mini-batches, a noisy gradient of the evidence lower bound, Adam. Every tensor dies
/// here; the process-wide generator and thread count of torch are left as they were.
/// </summary>
internal sealed class SviFit : IDisposable
{
    private readonly SviTask task;
    private readonly SviClassificationTrainer.Options options;
    private readonly RandomStreams streams;
    private readonly VariationalParameters parameters;
    private readonly Guide guide;
    private readonly AdamOptimizer optimizer;
    private readonly ParameterAverage average;
    private readonly LossMonitor monitor;
    private readonly TrainingLog log = new();
    private readonly BestParameters? best;
    private readonly Tensor gradient;
    private readonly ITrainingRows training;
    private readonly RowSet? validation;
    private readonly VariationalPass pass;
    private readonly MeanPass? meanPass;
    private readonly EvidenceLowerBound objective;
    private readonly EvidenceLowerBound? deterministic;
    private readonly TrainingSchedule schedule;
    private readonly TrainingCheckpoint? checkpoint;
    private readonly long stepsPerEpoch;

    private SviFit(SviTask task, RandomStreams streams)
    {
        this.task = task;
        this.streams = streams;
        options = task.Options;
        (training, validation) = Rows();

        parameters = new VariationalParameters(task.Network, task.Device);
        if (task.Initial is null)
            parameters.Initialize(options.InitialStandardDeviation, streams.Initialization);
        else
            parameters.Initialize(task.Initial);
        optimizer = new AdamOptimizer(parameters.Values);
        average = new ParameterAverage(parameters.Values);
        monitor = new LossMonitor(task.Device, parameters.Values.dtype);
        best = validation is null ? null : new BestParameters(parameters.Values);
        gradient = zeros_like(parameters.Values);
        guide = task.Grids is null ? new Guide() : new QuantizedGuide(parameters, task.Grids, task.Device);
        pass = VariationalPass.Create(options.GradientEstimator, parameters, guide, streams.Noise);
        IPrior prior = task.Prior is null ? new ZeroMeanPrior(options.PriorStandardDeviation) : LearntPrior.Of(task.Prior, task.Network, task.Device);
        objective = new EvidenceLowerBound(parameters, guide, pass, prior, training.TotalWeight, options.DrawsPerStep, task.RowsPerDraw ?? options.BatchSize);
        if (options.DeterministicEpochs > 0)
        {
            meanPass = new MeanPass(parameters, guide, streams.Noise);
            deterministic = new EvidenceLowerBound(parameters, guide, meanPass, prior, training.TotalWeight, draws: 1, options.BatchSize);
        }

        stepsPerEpoch = (training.Count + options.BatchSize - 1) / options.BatchSize;
        schedule = new TrainingSchedule(options, stepsPerEpoch);
        checkpoint = options.CheckpointPath is null ? null : new TrainingCheckpoint(options.CheckpointPath, TrainingIdentity.Of(task), [.. Parts()]);
    }

    /// <summary>Whether the last epoch is over, or early stopping ended training before.</summary>
    private bool IsFinished => log.Epochs == options.Epochs || (best is not null && log.Epochs - Math.Max(best.Epoch, options.DeterministicEpochs) >= options.EarlyStoppingPatience);

    public static SviResult Run(SviTask task)
    {
        LibTorch.EnsureLoaded();
        if (task.IsSeedArbitrary && task.Options.CheckpointPath is { } path && TrainingCheckpoint.SeedIn(path) is { } seed)
            task = task with { Seed = seed };
        using var threads = new ThreadScope(task.Options.Threads);
        using var gradients = enable_grad();
        using var streams = new RandomStreams(task.Seed, task.Device);
        using var scope = NewDisposeScope();
        using var fit = new SviFit(task, streams);
        return fit.Train();
    }

    public void Dispose()
    {
        training.Dispose();
        pass.Dispose();
        meanPass?.Dispose();
        monitor.Dispose();
        best?.Dispose();
        average.Dispose();
        optimizer.Dispose();
        parameters.Dispose();
        gradient.Dispose();
    }

    private (ITrainingRows Training, RowSet? Validation) Rows()
    {
        RowSet? validation = task.Validation is null ? null : RowSet.All(task.Validation, task.Device);
        if (task.Training is StreamedTrainingSet streamed)
            return (new PooledRows(streamed, options.ShufflePoolRows ?? options.BatchSize, task.Seed, task.Device), validation);
        RowSet all = RowSet.All((TrainingSet)task.Training, task.Device);
        if (validation is null && options.ValidationFraction > 0 && all.Count > 1)
            (all, validation) = all.Split(options.ValidationFraction, streams.Split);
        return (new ShuffledRows(all, streams.Shuffle), validation);
    }

    /// <summary>Everything that a step changes and a later one depends on.</summary>
    private IEnumerable<ICheckpointed> Parts()
    {
        yield return log;
        yield return parameters;
        yield return optimizer;
        yield return streams;
        if (pass.Normals is not null)
            yield return pass.Normals;
        yield return average;
        if (best is not null)
            yield return best;
    }

    private SviResult Train()
    {
        bool cancelled = false;
        if (checkpoint?.TryRestore() == true)
            task.Resumed?.Invoke(log.Epochs);
        else
            checkpoint?.Save();
        TimeSpan before = log.Elapsed;
        long begin = task.Time.GetTimestamp();
        while (!IsFinished)
        {
            int epoch = log.Epochs + 1;
            TimeSpan epochTime;
            double divergence;
            try
            {
                long epochBegin = task.Time.GetTimestamp();
                divergence = RunEpoch(epoch);
                epochTime = task.Time.GetElapsedTime(epochBegin);
            }
            catch (OperationCanceledException) when (options.ReturnBestOnCancellation && log.Step > 0)
            {
                cancelled = true;
                break;
            }

            ValidationScore? score = Validate();
            bool isBest = epoch > options.DeterministicEpochs && score is { } scored && best!.Offer(epoch, scored.NegativeLogLikelihood, average.Current);
            log.Add(Describe(epoch, divergence, score, isBest, epochTime, before + task.Time.GetElapsedTime(begin)));
            if (IsFinished || epoch % options.CheckpointEveryEpochs == 0)
                checkpoint?.Save();
            task.Report?.Invoke(log.History[^1]);
        }

        parameters.Values.copy_(best?.Values ?? average.Current);
        GaussianPrior prior = task.Prior?.Prior ?? new GaussianPrior((float)options.PriorStandardDeviation);
        return new SviResult(parameters.ToPosterior(prior), log.History, best?.Epoch ?? log.Epochs, cancelled);
    }

    /// <returns>The divergence of the parameters at the end, in nats.</returns>
    private double RunEpoch(int epoch)
    {
        using var epochScope = NewDisposeScope();
        EvidenceLowerBound loss = epoch <= options.DeterministicEpochs ? deterministic! : objective;
        if (epoch == options.DeterministicEpochs + 1)
            optimizer.Reset();
        training.BeginEpoch(epoch);
        monitor.BeginEpoch();
        double learningRate = 0;
        for (long start = 0; start < training.Count; start += options.BatchSize, log.Step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            task.CheckAlive?.Invoke();

            using var stepScope = NewDisposeScope();
            int size = (int)Math.Min(options.BatchSize, training.Count - start);
            (Tensor rows, Tensor labels, Tensor? weights) = training.Next(size);
            Tensor value = loss.Differentiate(rows, labels, weights, schedule.KlWeight(log.Step), gradient);
            learningRate = schedule.LearningRate(log.Step);
            monitor.Add(value, size, learningRate, epoch);
            optimizer.Step(gradient, learningRate);
            if (epoch > options.Epochs - options.AveragedEpochs)
                average.Add();
        }

        monitor.Fetch(epoch);
        double divergence = objective.KullbackLeiblerDivergence();
        return double.IsFinite(divergence) ? divergence : throw monitor.Divergence(epoch, learningRate);
    }

    private ValidationScore? Validate()
    {
        if (validation is null)
            return null;
        using Generator random = streams.NewValidation();
        return ValidationScore.Evaluate(parameters, guide, average.Current, validation, random);
    }

    private SviProgress Describe(int epoch, double divergence, ValidationScore? score, bool isBest, TimeSpan epochTime, TimeSpan elapsed)
    {
        double klWeight = schedule.KlWeight(log.Step - 1);
        return new SviProgress
        {
            Epoch = epoch,
            EpochCount = options.Epochs,
            Step = log.Step,
            StepCount = stepsPerEpoch * options.Epochs,
            EvidenceLowerBound = -(training.TotalWeight * monitor.Mean + klWeight * divergence),
            NegativeLogLikelihood = monitor.Mean,
            KullbackLeiblerDivergence = divergence,
            KlWeight = klWeight,
            LearningRate = schedule.LearningRate(log.Step - 1),
            ValidationNegativeLogLikelihood = score?.NegativeLogLikelihood,
            ValidationAccuracy = score?.Accuracy,
            IsBest = isBest,
            RowsPerSecond = training.Count / Math.Max(1e-9, epochTime.TotalSeconds),
            Elapsed = elapsed,
            Remaining = elapsed * ((double)(options.Epochs - epoch) / epoch),
        };
    }
}
