using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Runtime;

namespace BayesianML.Samples;

/// <summary>A trained model, and how long it took where that is known.</summary>
internal sealed record Training(BayesianModel Model, TimeSpan? Time)
{
    /// <summary>Trains as the options say, on MNIST and Ambiguous-MNIST in equal parts.</summary>
    public static Training Run(BenchmarkOptions options, DirtyMnistData data, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var mlContext = new MLContext(options.Seed);
        mlContext.Log += (_, message) =>
        {
            if (message.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error)
                Console.Error.WriteLine(message.Message);
        };
        var trainer = mlContext.Bayesian.SviClassifier(OptionsOf(options, cancellation) with { Progress = new TrainingProgress(progress) });
        IDataView rows = mlContext.Data.LoadFromEnumerable(data.RowsToTrainOn(options.MovedCopies, options.Seed));
        var clock = Stopwatch.StartNew();
        BayesianModel model = trainer.Fit(rows).Model;
        return new(model, clock.Elapsed);
    }

    /// <summary>What the options mean to the trainer.</summary>
    public static SviClassificationTrainer.Options OptionsOf(BenchmarkOptions options, CancellationToken cancellation) => new()
    {
        ExampleWeightColumnName = options.MovedCopies > 0 ? nameof(TrainingRow.Weight) : null,
        Network = options.Definition,
        Epochs = options.Epochs,
        BatchSize = options.BatchSize,
        LearningRate = options.LearningRate,
        LearningRateSchedule = options.LearningRateSchedule,
        KlWeight = options.KlWeight,
        KlWarmUpEpochs = options.KlWarmUpEpochs,
        PriorStandardDeviation = options.PriorStandardDeviation,
        InitialStandardDeviation = options.InitialStandardDeviation,
        AveragedEpochs = options.AveragedEpochs,
        GradientEstimator = options.GradientEstimator,
        DrawsPerStep = options.DrawsPerStep,
        Threads = options.Threads,
        Inference = options.Inference,
        CancellationToken = cancellation,
    };
}
