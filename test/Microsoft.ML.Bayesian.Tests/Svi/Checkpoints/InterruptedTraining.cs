using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>A small training that can be ended before any of its steps.</summary>
internal static class InterruptedTraining
{
    /// <summary>Six epochs of eight steps with everything that has a state: averaging, validation, several draws, weights, a deterministic phase.</summary>
    public static SviTask SixEpochs(GradientEstimator estimator = GradientEstimator.LocalReparameterization, bool isStreamed = false, string? path = null)
    {
        ToyData.Row[] rows = ToyData.Blobs(60);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Weight = 0.5f + i % 3;
        TrainingSet block = ToyData.Block(rows, weighted: true);
        var options = new Options
        {
            HiddenUnits = [8],
            Epochs = 6,
            BatchSize = 8,
            LearningRate = 1e-2,
            GradientEstimator = estimator,
            DrawsPerStep = 2,
            AveragedEpochs = 4,
            DeterministicEpochs = 1,
            ShufflePoolRows = isStreamed ? 20 : null,
            CheckpointPath = path,
        };
        return SviHarness.Task(block, options, validation: ToyData.Block(ToyData.Blobs(30, seed: 2))) with { Training = isStreamed ? ArrayCursor.Stream(block) : block };
    }

    /// <summary>Runs until so many steps were taken, and then ends as a process does that is killed.</summary>
    public static void RunUntil(SviTask task, int step)
    {
        int steps = 0;
        Assert.ThrowsExactly<Killed>(() => SviFit.Run(task with { CheckAlive = () => { if (steps++ == step) throw new Killed(); } }));
    }

    /// <summary>Checks that two results are the same in every bit, times aside.</summary>
    public static void AreEqual(SviResult expected, SviResult actual)
    {
        CollectionAssert.AreEqual(SviHarness.Flat(expected.Posterior), SviHarness.Flat(actual.Posterior));
        CollectionAssert.AreEqual(expected.History.Select(Timeless).ToArray(), actual.History.Select(Timeless).ToArray());
        Assert.AreEqual(expected.BestEpoch, actual.BestEpoch);
    }

    /// <summary>A folder of its own for a checkpoint, deleted afterwards.</summary>
    public static void WithPath(Action<string> use)
    {
        string folder = Directory.CreateTempSubdirectory("bayesianml-").FullName;
        try
        {
            use(Path.Combine(folder, "training.checkpoint"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SviProgress Timeless(SviProgress epoch) => epoch with { RowsPerSecond = 0, Elapsed = TimeSpan.Zero, Remaining = TimeSpan.Zero };

    public sealed class Killed : Exception;
}
