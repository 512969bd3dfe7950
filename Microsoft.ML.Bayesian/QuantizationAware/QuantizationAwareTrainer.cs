using Microsoft.ML.Bayesian.Quantization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Trains a Bayesian neural network classifier that is small as soon as it is fitted: first as the trainer alone does, then for some epochs with
/// quantization in the loop.
/// </summary>
/// <remarks>
/// <para>Between the two, the posterior is quantized as after training, which fixes every grid. From then on the network is run with what is left
/// of the parameters on these grids, weights are drawn by the rule that scoring will draw by, and the divergence from the prior is that of the quantized
/// posterior; the gradient passes through every rounding as if it were not there (straight-through estimator; Bengio, Léonard and Courville 2013).</para>
/// <para>With a checkpoint, the second part has a file of its own beside that of the first, with the suffix <c>.quantized</c>.</para>
/// <para>With an initial model, which must be in single precision, only the second part is done: several quantized models can share one training.</para>
/// </remarks>
/// <example>
/// <code>
/// var mlContext = new MLContext(seed: 1);
/// var options = new SviClassificationTrainer.Options { HiddenUnits = [32], Epochs = 20 };
/// IEstimator&lt;ITransformer&gt; pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
///     .Append(mlContext.Bayesian.SviClassifier(options).WithQuantization(QuantizationScheme.Joint, bits: 4));
/// </code>
/// </example>
public sealed class QuantizationAwareTrainer : BayesianTrainerBase
{
    // Longer or faster, the posterior wanders as it would without quantization, and takes its uncertainties along.
    private const int DefaultEpochs = 4;
    private const double LearningRateShare = 0.1;

    // Draws on a grid cost about as much as running so many rows.
    private const int DefaultRowsPerDraw = 32;

    // As many as the quantizer uses.
    private const int CalibrationRows = 2048;

    private readonly SviClassificationTrainer trainer;
    private readonly QuantizationOptions quantization;

    internal QuantizationAwareTrainer(SviClassificationTrainer trainer, QuantizationOptions quantization)
        : base(trainer.Environment, nameof(QuantizationAwareTrainer), trainer.Columns)
    {
        quantization.Validate();
        (this.trainer, this.quantization) = (trainer, quantization);
    }

    /// <inheritdoc/>
    protected override BayesianModel TrainModel(BayesianTrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using IChannel channel = context.Host.Start("Training");
        SviTask exactly = trainer.Prepare(context, channel);
        SviClassificationTrainer.Options options = exactly.Options;
        int epochs = quantization.QuantizationAwareEpochs ?? DefaultEpochs, before = context.InitialModel is null ? options.Epochs : 0;
        SviResult? trained = context.InitialModel is null
            ? SviClassificationTrainer.Run(exactly with { Report = Continued(exactly.Report, 0, before + epochs, TimeSpan.Zero) }, channel)
            : null;
        Posterior exact = trained?.Posterior ?? context.InitialModel!.Posterior;
        bool cancelled = trained is { Cancelled: true };
        PosteriorGrids grids = PosteriorQuantizer.FitGrids(
            exact, exactly.Training.Sample(CalibrationRows), quantization, cancelled ? default : options.CancellationToken);
        if (cancelled)
            return new BayesianModel(grids.Posterior, options.Inference, context.ClassNames, context.InputNormalization);
        SviResult aware = SviClassificationTrainer.Run(exactly with
        {
            Initial = grids.WithinCells(exact),
            Grids = grids,
            RowsPerDraw = DrawsOnGrid ? quantization.RowsPerDraw ?? DefaultRowsPerDraw : null,
            Options = options with
            {
                Epochs = epochs,
                LearningRate = quantization.QuantizationAwareLearningRate ?? options.LearningRate * LearningRateShare,
                KlWarmUpEpochs = 0,
                DeterministicEpochs = 0,
                CheckpointPath = options.CheckpointPath is { } path ? $"{path}.quantized" : null,
                AveragedEpochs = (epochs + 1) / 2,
                GradientEstimator = DrawsOnGrid ? GradientEstimator.WeightSampling : options.GradientEstimator,
            },
            Report = Continued(exactly.Report, before, before + epochs, trained?.History[^1].Elapsed ?? TimeSpan.Zero),
        }, channel);
        return new BayesianModel(grids.Round(aware.Posterior), options.Inference, context.ClassNames, context.InputNormalization);
    }

    private bool DrawsOnGrid => quantization.Scheme != QuantizationScheme.Variational;

    /// <summary>Counts the epochs and the time of both parts together.</summary>
    private static Action<SviProgress>? Continued(Action<SviProgress>? report, int before, int all, TimeSpan already) => report is null ? null : progress => report(progress with
    {
        Epoch = before + progress.Epoch,
        EpochCount = all,
        Step = progress.Step + before * progress.StepCount / progress.EpochCount,
        StepCount = all * progress.StepCount / progress.EpochCount,
        Elapsed = already + progress.Elapsed,
        Remaining = progress.Elapsed * ((double)(all - before - progress.Epoch) / progress.Epoch),
    });
}
