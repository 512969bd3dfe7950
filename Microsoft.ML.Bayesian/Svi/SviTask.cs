using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Everything that one fit depends on; nothing ambient.</summary>
internal sealed record SviTask
{
    public required ITrainingData Training { get; init; }

    public TrainingSet? Validation { get; init; }

    public required NetworkArchitecture Network { get; init; }

    public required SviClassificationTrainer.Options Options { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Whether nobody chose the seed, so that a checkpoint may know it better.</summary>
    public bool IsSeedArbitrary { get; init; }

    public Device Device { get; init; } = CPU;

    /// <summary>The posterior to continue from, or null to start afresh.</summary>
    public Posterior? Initial { get; init; }

    /// <summary>The posterior that is the prior, or null for the one of the options.</summary>
    public Posterior? Prior { get; init; }

    /// <summary>The grids that the parameters are quantized to while they are learnt, or null.</summary>
    public PosteriorGrids? Grids { get; init; }

    /// <summary>The rows of a mini-batch that share one draw, or null where all do.</summary>
    public int? RowsPerDraw { get; init; }

    /// <summary>Told the number of completed epochs when training goes on from a checkpoint.</summary>
    public Action<int>? Resumed { get; init; }

    /// <summary>Told at the end of each epoch.</summary>
    public Action<SviProgress>? Report { get; init; }

    /// <summary>Throws <see cref="OperationCanceledException"/> when the host was cancelled.</summary>
    public Action? CheckAlive { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
