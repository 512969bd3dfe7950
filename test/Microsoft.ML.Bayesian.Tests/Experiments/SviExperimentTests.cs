using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Experiments that really train.</summary>
[TestClass]
public sealed class SviExperimentTests
{
    private static readonly SearchSpace space = new([
        new RangeDimension("UnitsPerLayer", 4, 12, init: 12),
        new RangeDimension("KlWeight", 0.05, 1, init: 1, logBase: true),
        new ChoiceDimension("QuantizationScheme", ["none", "Joint"], "Joint"),
        new RangeDimension("QuantizationBits", 4, 8),
    ]);

    private static readonly SviClassificationTrainer.Options options = new() { Epochs = 12, BatchSize = 16, LearningRate = 1e-2, KlWarmUpEpochs = 2, Inference = new() { SampleCount = 20 } };

    [TestMethod]
    public void Trials_are_measured_and_their_models_score_raw_rows()
    {
        var mlContext = new MLContext(seed: 1);
        ExperimentResult<TrialMetrics> result = Experiment(mlContext).SetMaxModelToExplore(3).Run();
        Assert.IsTrue(result.RunDetails.All(run => run.Exception is null), result.RunDetails.FirstOrDefault(run => run.Exception is not null)?.Exception?.ToString());
        foreach (RunDetail<TrialMetrics> run in result.ParetoFront)
        {
            IDataView scored = run.Model!.Transform(Rows(mlContext, 120, seed: 2));
            double accuracy = mlContext.MulticlassClassification.Evaluate(scored, "Label").MicroAccuracy;
            Assert.AreEqual(accuracy, run.ValidationMetrics!.Accuracy, 1e-12);
            double[] epistemic = [.. scored.GetColumn<float>("EpistemicUncertainty")], foreign = [.. run.Model.Transform(Far(mlContext)).GetColumn<float>("EpistemicUncertainty")];
            double won = foreign.Sum(positive => epistemic.Sum(negative => positive > negative ? 1 : positive == negative ? 0.5 : 0)) / foreign.Length / epistemic.Length;
            Assert.AreEqual(won, run.ValidationMetrics.EpistemicAuroc!.Value, 1e-12);
            Assert.IsGreaterThan(0, run.ValidationMetrics.MicrosecondsPerRow);
        }

        Assert.IsGreaterThan(0.8, result.BestRun.ValidationMetrics!.Accuracy);
    }

    [TestMethod]
    public void Repeated_and_resumed_experiments_train_the_same_models()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("bayesianml-").FullName, "experiment.jsonl");
        try
        {
            TrialMetrics[] Metrics(AutoMLExperiment experiment, int trials) =>
                [.. experiment.SetMaxModelToExplore(trials).Run().RunDetails.Select(run => run.ValidationMetrics! with { MicrosecondsPerRow = 0 })];
            TrialMetrics[] whole = Metrics(Experiment(new(seed: 4)), 3);
            _ = Metrics(Experiment(new(seed: 4)).SetCheckpoint(path), 1);
            CollectionAssert.AreEqual(whole, Metrics(Experiment(new(seed: 4)).SetCheckpoint(path), 3));

            var otherData = Experiment(new(seed: 4)).SetDataset(Rows(new(seed: 4), 90, seed: 7), Rows(new(seed: 4), 120, seed: 2));
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Metrics(otherData.SetCheckpoint(path), 3)).Message, "trainer and data");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [TestMethod]
    public void Cancellation_reaches_into_a_training()
    {
        using var cancellation = new CancellationTokenSource();
        int epochs = 0;
        var mlContext = new MLContext(seed: 1);
        var endless = options with { Epochs = 1_000_000, Progress = new Inline(_ => { if (++epochs == 3) cancellation.Cancel(); }) };
        AutoMLExperiment experiment = mlContext.Bayesian.CreateExperiment(endless).SetDataset(ToyData.Keyed(mlContext)).SetSearchSpace(space).SetMaxModelToExplore(2);
        Assert.ThrowsExactly<OperationCanceledException>(() => experiment.Run(cancellation.Token));
        Assert.AreEqual(3, epochs);
    }

    [TestMethod]
    public void A_child_context_has_its_own_seed_and_the_log_of_its_parent()
    {
        var parent = new MLContext(seed: 1) { GpuDeviceId = 0, FallbackToCpu = false };
        var lines = new List<string>();
        parent.Log += (_, message) => lines.Add(message.Message);
        using Runtime.IChannel channel = ((Runtime.IHostEnvironment)parent).Start("test");
        MLContext child = ChildContext.Create(parent, 5, channel);
        Assert.AreEqual((0, false), (child.GpuDeviceId, child.FallbackToCpu));
        Assert.AreEqual(5, child.Bayesian.Seed);
        using (Runtime.IChannel own = ((Runtime.IHostEnvironment)child).Start("child"))
            own.Warning(Runtime.MessageSensitivity.None, "a {0} in braces");
        Assert.IsTrue(lines.Exists(line => line.EndsWith("Kind=Warning] a {0} in braces", StringComparison.Ordinal)), string.Join('\n', lines));
    }

    /// <summary>The label is text and the features stand in two columns: what a file has, and the trainer cannot read.</summary>
    private static AutoMLExperiment Experiment(MLContext mlContext) => mlContext.Bayesian.CreateExperiment(options)
        .SetDataset(Rows(mlContext, 90, seed: 1), Rows(mlContext, 120, seed: 2))
        .SetOutOfDistributionDataset(Far(mlContext))
        .SetPreFeaturizer(mlContext.Transforms.Conversion.MapValueToKey("Label").Append(mlContext.Transforms.Concatenate("Features", "X", "Y")))
        .SetSearchSpace(space)
        .SetObjectives(Objective.Accuracy, Objective.EpistemicAuroc, Objective.ModelBytes);

    private static IDataView Rows(MLContext mlContext, int count, int seed) => mlContext.Data.LoadFromEnumerable(
        ToyData.Blobs(count, seed: seed).Select(row => new RawRow { Label = "abc"[(int)row.Label].ToString(), X = row.Features[0], Y = row.Features[1] }).ToArray());

    private static IDataView Far(MLContext mlContext) => mlContext.Data.LoadFromEnumerable(
        ToyData.Blobs(60, seed: 3).Select(row => new RawRow { Label = "a", X = 6 * row.Features[1], Y = 6 * row.Features[0] }).ToArray());

    private sealed class RawRow
    {
        public string Label { get; set; } = "";

        public float X { get; set; }

        public float Y { get; set; }
    }

    private sealed class Inline(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
