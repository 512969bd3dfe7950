using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The examples of the reference documentation, as they stand there.</summary>
[TestClass]
public sealed class ExperimentExampleTests
{
    [TestMethod]
    public void The_examples_of_search_spaces_and_tuners_hold()
    {
        SearchDimension prior = new RangeDimension("PriorStandardDeviation", 0.05, 5, init: 1, logBase: true);
        SearchDimension batch = new ChoiceDimension("BatchSize", [64, 256], defaultValue: 256);
        Assert.AreEqual((1.0, 256), (prior.Default, batch.Default));
        var two = SearchSpace.Of<TrialOptions>(nameof(TrialOptions.UnitsPerLayer), nameof(TrialOptions.QuantizationScheme));
        Assert.HasCount(2, two.Dimensions);
        SearchSpace space = SearchSpace.SviClassifier
            .Only("UnitsPerLayer", "KlWeight")
            .With(new ChoiceDimension("BatchSize", [64, 256]));
        Assert.AreEqual("UnitsPerLayer=100, KlWeight=1, BatchSize=64", space.Default.ToString());
        ITuner[] tuners =
        [
            new RandomSearchTuner(SearchSpace.SviClassifier, seed: 1),
            new SuccessiveHalvingTuner(SearchSpace.SviClassifier, seed: 1, leastEpochs: 2, mostEpochs: 18),
            new GaussianProcessTuner(SearchSpace.SviClassifier, seed: 1, randomTrials: 10),
        ];
        var settings = new TrialSettings { TrialId = 0, Seed = 7, StartedAtUtc = TimeProvider.System.GetUtcNow() };
        Assert.IsTrue(tuners.All(tuner => tuner.Propose(settings).Names.Contains("KlWeight")));
    }

    [TestMethod]
    public void The_examples_of_objectives_and_the_front_hold()
    {
        var small = new Objective("KiB", isMaximized: false, metrics => metrics.ModelBytes / 1024.0);
        Objective[] both = [Objective.Accuracy, small];
        Assert.AreEqual(2.0, both[1].ValueOf(PlainRunner.Metrics(1, bytes: 2048)));
        IReadOnlyList<int> front = ParetoFront.Of([[0.02, 700], [0.03, 90], [0.10, 20], [0.04, 95]]);   // 0, 1, 2
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, front.ToArray());
    }

    [TestMethod]
    public void The_examples_of_the_experiment_run()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView train = ToyData.Keyed(mlContext), validation = train, clothes = train;
        string folder = Directory.CreateTempSubdirectory("bayesianml-").FullName;
        try
        {
            ExperimentResult<TrialMetrics> result = mlContext.Bayesian.CreateExperiment(new SviClassificationTrainer.Options { Epochs = 2 })
                .SetDataset(train, validation)
                .SetOutOfDistributionDataset(clothes)
                .SetObjectives(Objective.Accuracy, Objective.EpistemicAuroc, Objective.ModelBytes)
                .SetTrainingTimeInSeconds(600)
                .SetCheckpoint(Path.Combine(folder, "experiment.jsonl"))
                .SetMaxModelToExplore(1)
                .Run();
            foreach (RunDetail<TrialMetrics> run in result.ParetoFront)
                Console.WriteLine($"{run.ValidationMetrics!.Accuracy:P2}, {run.ValidationMetrics.ModelBytes:N0} bytes: {run.Parameter}");
            mlContext.Model.Save(result.BestRun.Model, train.Schema, Path.Combine(folder, "best.zip"));

            TrialParameter best = result.BestRun.Parameter;
            SviClassificationTrainer.Options again = best.ApplyTo(new SviClassificationTrainer.Options { Epochs = 30 });
            QuantizationOptions? bits = best.Quantization;
            Assert.AreEqual((30, null), (again.Epochs, bits));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
