using Microsoft.ML.Runtime;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian;

/// <summary>Trains a classifier, quantizes it where that was chosen, and measures it.</summary>
internal sealed class SviTrialRunner : ITrialRunner
{
    private readonly MLContext mlContext;
    private readonly ExperimentData data;
    private readonly Options options;
    private readonly TimeProvider time;
    private readonly IChannel channel;
    private readonly Lazy<EvaluationRows> validation;
    private readonly Lazy<EvaluationRows?> outOfDistribution;

    /// <param name="mlContext">The context of the experiment.</param>
    /// <param name="data">The data, as it comes into the trainer.</param>
    /// <param name="options">What all trials have in common.</param>
    /// <param name="time">Measures the time of scoring.</param>
    public SviTrialRunner(MLContext mlContext, ExperimentData data, Options options, TimeProvider time)
    {
        (this.mlContext, this.data, this.options, this.time) = (mlContext, data, options, time);
        channel = ((IHostEnvironment)mlContext).Start(nameof(AutoMLExperiment));
        validation = new(() => EvaluationRows.Read(data.Validation, options.FeatureColumnName, options.LabelColumnName, "validation"));
        outOfDistribution = new(() => data.OutOfDistribution is { } foreign ? EvaluationRows.Read(foreign, options.FeatureColumnName, null, "out-of-distribution") : null);
    }

    /// <summary>The options, and a checksum of each set of rows.</summary>
    public string Description => $"{nameof(SviClassificationTrainer)}({string.Join(", ", OptionsDescription.Of(options).Select(option => $"{option.Name}={option.Value}"))}) on rows {string.Join(", ", Checksums())}";

    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken cancellationToken) =>
        Task.Run(() => Run(settings, cancellationToken), cancellationToken);

    public void Dispose() => channel.Dispose();

    private TrialResult Run(TrialSettings settings, CancellationToken cancellation)
    {
        MLContext child = ChildContext.Create(mlContext, settings.Seed, channel);
        Options chosen = settings.Parameter.ApplyTo(options) with { CancellationToken = cancellation, ReturnBestOnCancellation = false, CheckpointPath = null };
        BayesianClassificationTransformer model = child.Bayesian.SviClassifier(chosen).Fit(data.Training);
        cancellation.ThrowIfCancellationRequested();
        if (settings.Parameter.Quantization is { } quantization)
            model = child.Bayesian.Quantize(model, quantization, data.Training);
        return new() { TrialSettings = settings, Metrics = Measure(model.Model, cancellation), Model = data.Whole(model) };
    }

    private TrialMetrics Measure(BayesianModel model, CancellationToken cancellation)
    {
        long begin = time.GetTimestamp();
        (float[] probabilities, float[] epistemic) = Predict(model, validation.Value.Features, cancellation);
        TimeSpan scoring = time.GetElapsedTime(begin);
        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate(probabilities, validation.Value.Labels);
        return new()
        {
            Accuracy = metrics.Accuracy,
            NegativeLogLikelihood = metrics.NegativeLogLikelihood,
            ExpectedCalibrationError = metrics.ExpectedCalibrationError,
            EpistemicAuroc = outOfDistribution.Value is { } foreign
                ? ClassificationMetrics.AreaUnderRocCurve(Predict(model, foreign.Features, cancellation).Epistemic, epistemic)
                : null,
            ModelBytes = FileLength(model),
            MicrosecondsPerRow = scoring.TotalMicroseconds / epistemic.Length,
        };
    }

    private static (float[] Probabilities, float[] Epistemic) Predict(BayesianModel model, float[] rows, CancellationToken cancellation)
    {
        NetworkArchitecture network = model.Posterior.Network;
        int count = rows.Length / network.InputCount;
        var probabilities = new float[count * network.ClassCount];
        var uncertainties = new PredictiveUncertainty[count];
        model.Engine.Predict(rows, probabilities, uncertainties, cancellation);
        return (probabilities, [.. uncertainties.Select(uncertainty => uncertainty.Epistemic)]);
    }

    private static long FileLength(BayesianModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.Length;
    }

    private IEnumerable<string> Checksums()
    {
        yield return EvaluationRows.Checksum(data.Training, options.FeatureColumnName, options.LabelColumnName, "training");
        yield return EvaluationRows.Checksum(data.Validation, options.FeatureColumnName, options.LabelColumnName, "validation");
        if (data.OutOfDistribution is { } foreign)
            yield return EvaluationRows.Checksum(foreign, options.FeatureColumnName, null, "out-of-distribution");
    }
}
