using Microsoft.ML.Data;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Training that goes on from a fitted model.</summary>
[TestClass]
public sealed class ContinuedTrainingTests
{
    private static readonly Options options = new() { HiddenUnits = [32], Epochs = 60, BatchSize = 16, LearningRate = 1e-2 };

    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void After_one_task_and_then_another_it_remembers_the_first_if_its_posterior_is_the_prior()
    {
        // Each task has two features of its own, and the other two are 0: nothing in the second speaks for or against the first.
        IDataView first = mlContext.Data.LoadFromEnumerable(Task(1, at: 0)), second = mlContext.Data.LoadFromEnumerable(Task(2, at: 2));
        Options linear = options with { HiddenUnits = [] };
        BayesianModel model = mlContext.Bayesian.SviClassifier(linear).Fit(first).Model;
        BayesianModel forgetful = mlContext.Bayesian.SviClassifier(linear).Fit(second, null, model).Model;
        BayesianModel faithful = mlContext.Bayesian.SviClassifier(linear with { PriorFromInitialModel = true }).Fit(second, null, model).Model;

        (double First, double Second)[] accuracies = [.. new[] { model, forgetful, faithful }.Select(each => (Accuracy(each, Task(3, at: 0)), Accuracy(each, Task(4, at: 2))))];
        string figures = string.Join(", ", accuracies);
        Assert.IsTrue(accuracies[0] is { First: > 0.97, Second: < 0.8 }, figures);
        Assert.IsTrue(accuracies[1] is { First: < 0.8, Second: > 0.97 }, figures);
        Assert.IsTrue(accuracies[2] is { First: > 0.97, Second: > 0.97 }, figures);

        static FourFeatures[] Task(int seed, int at) => [.. ToyData.Blobs(300, seed: seed).Select(row =>
        {
            var four = new FourFeatures { Label = row.Label };
            row.Features.CopyTo(four.Features, at);
            return four;
        })];

        static double Accuracy(BayesianModel model, FourFeatures[] rows) =>
            model.Predict([.. rows.SelectMany(row => row.Features)]).Zip(rows).Average(pair => pair.First.PredictedClass == (int)pair.Second.Label ? 1.0 : 0);
    }

    [TestMethod]
    public void The_prior_of_the_model_is_still_that_from_before_all_data_and_the_divergence_begins_at_0()
    {
        var epochs = new List<SviProgress>();
        IDataView data = Rows(ToyData.Blobs(60));
        BayesianModel model = mlContext.Bayesian.SviClassifier(options with { PriorStandardDeviation = 0.5 }).Fit(data).Model;
        BayesianModel again = mlContext.Bayesian.SviClassifier(options with { PriorFromInitialModel = true, Epochs = 1, LearningRate = 1e-6, Progress = new Inline(epochs.Add) }).Fit(data, null, model).Model;
        Assert.AreEqual(0.5f, again.Posterior.Prior.StandardDeviation);
        Assert.IsLessThan(0.01, epochs[0].KullbackLeiblerDivergence);
        Assert.AreEqual(1, epochs[0].KlWeight, "the weight does not rise first");
    }

    [TestMethod]
    public void A_prior_from_a_model_that_is_not_given_or_of_another_network_is_refused()
    {
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(options with { PriorFromInitialModel = true, Epochs = 1 });
        IDataView data = Rows(ToyData.Blobs(60));
        Assert.Contains("Fit(trainData, validationData, initialModel)", Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(data)).Message);
        BayesianModel other = mlContext.Bayesian.SviClassifier(hiddenUnits: [3], epochs: 1).Fit(data).Model;
        Assert.Contains("another network", Assert.Throws<ArgumentException>(() => trainer.Fit(data, null, other)).Message);
    }

    [TestMethod]
    public void A_cancelled_pipeline_goes_on_from_its_checkpoint_to_the_model_of_one_that_was_not() => InterruptedTraining.WithPath(path =>
    {
        Options saved = options with { Epochs = 6, CheckpointPath = path, ValidationFraction = 0.2 };
        float[] whole = Fit(mlContext, options with { Epochs = 6, ValidationFraction = 0.2 });
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(mlContext, saved with { CancellationToken = cancellation.Token, Progress = new Inline(epoch => { if (epoch.Epoch == 3) cancellation.Cancel(); }) }));
        var epochs = new List<int>();
        var lines = new List<string>();
        var fresh = new MLContext(seed: 1);
        fresh.Log += (_, entry) => lines.Add(entry.Message);
        CollectionAssert.AreEqual(whole, Fit(fresh, saved with { Progress = new Inline(epoch => epochs.Add(epoch.Epoch)) }));
        CollectionAssert.AreEqual(new[] { 4, 5, 6 }, epochs);
        Assert.IsTrue(lines.Any(line => line.Contains("goes on from a checkpoint after 3 of 6 epochs", StringComparison.Ordinal)));
    });

    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public void Training_with_quantization_in_the_loop_goes_on_in_whichever_part_it_was(int lastEpoch) => InterruptedTraining.WithPath(path =>
    {
        Options three = options with { Epochs = 3, HiddenUnits = [8] };
        float[] whole = Fit(three);
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(three with { CheckpointPath = path, CancellationToken = cancellation.Token, Progress = new Inline(epoch => { if (epoch.Epoch == lastEpoch) cancellation.Cancel(); }) }));
        Assert.AreEqual(lastEpoch > 3, File.Exists(path + ".quantized"));
        var epochs = new List<int>();
        CollectionAssert.AreEqual(whole, Fit(three with { CheckpointPath = path, Progress = new Inline(epoch => epochs.Add(epoch.Epoch)) }));
        CollectionAssert.AreEqual(Enumerable.Range(lastEpoch + 1, 5 - lastEpoch).ToArray(), epochs);

        float[] Fit(Options chosen) => SviHarness.Flat(mlContext.Bayesian.SviClassifier(chosen)
            .WithQuantization(new() { Scheme = Quantization.QuantizationScheme.Joint, QuantizationAwareEpochs = 2, RowsPerDraw = 8 }).Fit(Rows(ToyData.Blobs(60))).Model.Posterior);
    });

    [TestMethod]
    public void Without_any_seed_the_checkpoint_decides() => InterruptedTraining.WithPath(path =>
    {
        Options one = options with { Epochs = 1, CheckpointPath = path };
        CollectionAssert.AreEqual(Fit(new MLContext(), one), Fit(new MLContext(), one));
        Assert.Contains("its seed is", Assert.ThrowsExactly<InvalidOperationException>(() => Fit(new MLContext(seed: 1), one)).Message);
    });

    private static float[] Fit(MLContext mlContext, Options options)
    {
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label").Append(mlContext.Bayesian.SviClassifier(options));
        return SviHarness.Flat(pipeline.Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60))).LastTransformer.Model.Posterior);
    }

    private IDataView Rows(ToyData.Row[] rows) => mlContext.Data.LoadFromEnumerable(rows);

    private sealed class FourFeatures
    {
        public float Label { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];
    }

    private sealed class Inline(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
