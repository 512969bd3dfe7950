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
    private readonly Tensor gradient;
    private readonly RowSet training;
    private readonly RowSet? validation;
    private readonly VariationalPass pass;
    private readonly EvidenceLowerBound objective;
    private readonly TrainingSchedule schedule;
    private readonly int stepsPerEpoch;
    private long step;

    private SviFit(SviTask task, RandomStreams streams)
    {
        this.task = task;
        this.streams = streams;
        options = task.Options;
        training = RowSet.All(task.Training, task.Device);
        if (task.Validation is not null)
            validation = RowSet.All(task.Validation, task.Device);
        else if (options.ValidationFraction > 0 && training.Count > 1)
            (training, validation) = training.Split(options.ValidationFraction, streams.Split);

        parameters = new VariationalParameters(task.Network, task.Device);
        if (task.Initial is null)
            parameters.Initialize(options.InitialStandardDeviation, streams.Initialization);
        else
            parameters.Initialize(task.Initial);
        optimizer = new AdamOptimizer(parameters.Values);
        average = new ParameterAverage(parameters.Values);
        monitor = new LossMonitor(task.Device, parameters.Values.dtype);
        gradient = zeros_like(parameters.Values);
        guide = task.Grids is null ? new Guide() : new QuantizedGuide(parameters, task.Grids, task.Device);
        pass = VariationalPass.Create(options.GradientEstimator, parameters, guide, streams.Noise);
        objective = new EvidenceLowerBound(parameters, guide, pass, options.PriorStandardDeviation, training.TotalWeight, options.DrawsPerStep, task.RowsPerDraw ?? options.BatchSize);
        stepsPerEpoch = (training.Count + options.BatchSize - 1) / options.BatchSize;
        schedule = new TrainingSchedule(options, stepsPerEpoch);
    }

    public static SviResult Run(SviTask task)
    {
        LibTorch.EnsureLoaded();
        using var threads = new ThreadScope(task.Options.Threads);
        using var gradients = enable_grad();
        using var streams = new RandomStreams(task.Seed, task.Device);
        using var scope = NewDisposeScope();
        using var fit = new SviFit(task, streams);
        return fit.Train();
    }

    public void Dispose()
    {
        pass.Dispose();
        monitor.Dispose();
        average.Dispose();
        optimizer.Dispose();
        parameters.Dispose();
        gradient.Dispose();
    }

    private SviResult Train()
    {
        var history = new List<SviProgress>();
        Tensor? best = null;
        double bestLoss = double.PositiveInfinity;
        int bestEpoch = 0;
        bool cancelled = false;
        long begin = task.Time.GetTimestamp();
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            TimeSpan epochTime;
            try
            {
                long epochBegin = task.Time.GetTimestamp();
                RunEpoch(epoch);
                epochTime = task.Time.GetElapsedTime(epochBegin);
            }
            catch (OperationCanceledException) when (options.ReturnBestOnCancellation && step > 0)
            {
                cancelled = true;
                break;
            }

            ValidationScore? score = Validate();
            bool isBest = score?.NegativeLogLikelihood < bestLoss;
            if (isBest)
            {
                bestLoss = score!.Value.NegativeLogLikelihood;
                best ??= empty_like(parameters.Values);
                best.copy_(average.Current);
            }

            if (isBest || validation is null)
                bestEpoch = epoch;
            history.Add(Describe(epoch, score, isBest, epochTime, task.Time.GetElapsedTime(begin)));
            task.Report?.Invoke(history[^1]);
            if (validation is not null && epoch - bestEpoch >= options.EarlyStoppingPatience)
                break;
        }

        parameters.Values.copy_(best ?? average.Current);
        return new SviResult(parameters.ToPosterior(new GaussianPrior((float)options.PriorStandardDeviation)), history, bestEpoch, cancelled);
    }

    private void RunEpoch(int epoch)
    {
        using var epochScope = NewDisposeScope();
        Tensor order = training.Shuffle(streams.Shuffle);
        monitor.BeginEpoch();
        double learningRate = 0;
        for (int start = 0; start < training.Count; start += options.BatchSize, step++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            task.CheckAlive?.Invoke();

            using var stepScope = NewDisposeScope();
            int size = Math.Min(options.BatchSize, training.Count - start);
            (Tensor rows, Tensor labels, Tensor? weights) = training.Gather(order.narrow(0, start, size));
            Tensor loss = objective.Differentiate(rows, labels, weights, schedule.KlWeight(step), gradient);
            learningRate = schedule.LearningRate(step);
            monitor.Add(loss, size, learningRate, epoch);
            optimizer.Step(gradient, learningRate);
            if (epoch > options.Epochs - options.AveragedEpochs)
                average.Add();
        }

        monitor.Fetch(epoch);
        if (!double.IsFinite(objective.KullbackLeiblerDivergence()))
            throw monitor.Divergence(epoch, learningRate);
    }

    private ValidationScore? Validate()
    {
        if (validation is null)
            return null;
        using Generator random = streams.NewValidation();
        return ValidationScore.Evaluate(parameters, guide, average.Current, validation, random);
    }

    private SviProgress Describe(int epoch, ValidationScore? score, bool isBest, TimeSpan epochTime, TimeSpan elapsed)
    {
        double divergence = objective.KullbackLeiblerDivergence(), klWeight = schedule.KlWeight(step - 1);
        return new SviProgress
        {
            Epoch = epoch,
            EpochCount = options.Epochs,
            Step = step,
            StepCount = (long)stepsPerEpoch * options.Epochs,
            EvidenceLowerBound = -(training.TotalWeight * monitor.Mean + klWeight * divergence),
            NegativeLogLikelihood = monitor.Mean,
            KullbackLeiblerDivergence = divergence,
            KlWeight = klWeight,
            LearningRate = schedule.LearningRate(step - 1),
            ValidationNegativeLogLikelihood = score?.NegativeLogLikelihood,
            ValidationAccuracy = score?.Accuracy,
            IsBest = isBest,
            RowsPerSecond = training.Count / Math.Max(1e-9, epochTime.TotalSeconds),
            Elapsed = elapsed,
            Remaining = elapsed * ((double)(options.Epochs - epoch) / epoch),
        };
    }
}
