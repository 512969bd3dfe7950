using System.Reflection;
using Microsoft.ML.Data;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SviClassifierTests
{
    private static readonly int[] hidden = [32];

    [TestMethod]
    public void A_pipeline_learns_two_moons_and_is_less_sure_between_them()
    {
        var mlContext = new MLContext(seed: 1);
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Bayesian.SviClassifier(hiddenUnits: hidden, epochs: 60, batchSize: 32, learningRate: 1e-2));
        var model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(ToyData.Moons(400)));

        IDataView scored = model.Transform(mlContext.Data.LoadFromEnumerable(ToyData.Moons(400, seed: 2)));
        Assert.IsGreaterThan(0.95, mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy);

        ToyData.Row[] between = [new() { Label = 0, Features = [0.5f, 0.25f] }];
        double usual = scored.GetColumn<float>("TotalUncertainty").Average();
        double middle = model.Transform(mlContext.Data.LoadFromEnumerable(between)).GetColumn<float>("TotalUncertainty").Single();
        Assert.IsGreaterThan(2 * usual, middle);
    }

    [TestMethod]
    public void The_seed_of_the_context_decides_the_posterior_and_an_option_overrides_it()
    {
        float[] first = Posterior(new MLContext(seed: 3), null), second = Posterior(new MLContext(seed: 3), null);
        CollectionAssert.AreEqual(first, second);
        CollectionAssert.AreNotEqual(first, Posterior(new MLContext(seed: 4), null));
        CollectionAssert.AreEqual(first, Posterior(new MLContext(seed: 4), 3));
        CollectionAssert.AreNotEqual(Posterior(new MLContext(), null), Posterior(new MLContext(), null));

        static float[] Posterior(MLContext mlContext, int? seed) => SviHarness.Flat(mlContext.Bayesian
            .SviClassifier(new Options { HiddenUnits = [4], Epochs = 2, BatchSize = 16, Seed = seed })
            .Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(40))).Model.Posterior);
    }

    [TestMethod]
    public void A_trainer_can_be_fitted_again_and_gives_the_same()
    {
        var mlContext = new MLContext(seed: 3);
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(hiddenUnits: [4], epochs: 2, batchSize: 16);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(40));
        CollectionAssert.AreEqual(SviHarness.Flat(trainer.Fit(data).Model.Posterior), SviHarness.Flat(trainer.Fit(data).Model.Posterior));
    }

    [TestMethod]
    public void Cross_validation_works_as_for_any_trainer()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(150));
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Bayesian.SviClassifier(hiddenUnits: [16], epochs: 30, batchSize: 16, learningRate: 1e-2));
        var folds = mlContext.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 3);
        Assert.HasCount(3, folds);
        Assert.IsTrue(folds.All(fold => fold.Metrics.MicroAccuracy > 0.95));
    }

    [TestMethod]
    public void Permutation_feature_importance_finds_the_features_that_matter()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(150));
        data = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        BayesianClassificationTransformer model = mlContext.Bayesian.SviClassifier(hiddenUnits: [16], epochs: 30, batchSize: 16, learningRate: 1e-2).Fit(data);
        var importance = mlContext.MulticlassClassification.PermutationFeatureImportance(model, data);
        Assert.HasCount(2, importance);
        Assert.IsTrue(importance.All(feature => feature.MicroAccuracy.Mean < -0.1));
    }

    [TestMethod]
    public void Progress_and_one_line_of_log_are_given_per_epoch()
    {
        var mlContext = new MLContext(seed: 1);
        var lines = new List<string>();
        mlContext.Log += (_, entry) => lines.Add(entry.Message);
        var reports = new List<SviProgress>();
        mlContext.Bayesian.SviClassifier(new Options { HiddenUnits = [4], Epochs = 4, BatchSize = 16, Progress = new Synchronous(reports.Add), ValidationFraction = 0.2 })
            .Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(50)));
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, reports.Select(report => report.Epoch).ToArray());
        Assert.HasCount(4, lines.Where(line => line.Contains("ELBO", StringComparison.Ordinal) && line.Contains("validation NLL", StringComparison.Ordinal)).ToArray());
        SviProgress last = reports[^1];
        Assert.AreEqual(last.StepCount, last.Step);
        Assert.AreEqual(TimeSpan.Zero, last.Remaining);
        Assert.AreEqual(-(40 * last.NegativeLogLikelihood + last.KlWeight * last.KullbackLeiblerDivergence), last.EvidenceLowerBound, 1e-6 * Math.Abs(last.EvidenceLowerBound));
    }

    [TestMethod]
    public void Cancelling_the_context_ends_training()
    {
        var mlContext = new MLContext(seed: 1);
        // What AutoML does; the method is internal to ML.NET.
        MethodInfo cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!;
        int epochs = 0;
        var trainer = mlContext.Bayesian.SviClassifier(new Options
        {
            HiddenUnits = [4],
            Epochs = 50,
            BatchSize = 16,
            Progress = new Synchronous(_ =>
            {
                if (++epochs == 2)
                    cancel.Invoke(mlContext, null);
            }),
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(50))));
        Assert.AreEqual(2, epochs);
    }

    [TestMethod]
    public void A_validation_set_is_scored_after_every_epoch()
    {
        var mlContext = new MLContext(seed: 1);
        var reports = new List<SviProgress>();
        IDataView validation = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60, seed: 8));
        IDataView training = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
        mlContext.Bayesian.SviClassifier(new Options { HiddenUnits = [4], Epochs = 2, BatchSize = 16, Progress = new Synchronous(reports.Add), ValidationSet = validation }).Fit(training);
        Assert.IsTrue(reports.All(report => report.ValidationNegativeLogLikelihood > 0));
        reports.Clear();
        mlContext.Bayesian.SviClassifier(new Options { HiddenUnits = [4], Epochs = 2, BatchSize = 16, Progress = new Synchronous(reports.Add) }).Fit(training, validation);
        Assert.IsTrue(reports.All(report => report.ValidationNegativeLogLikelihood > 0));
    }

    [TestMethod]
    public void A_convolution_network_trains_and_scores()
    {
        var mlContext = new MLContext(seed: 1);
        var random = new Random(1);
        Image[] images = [.. Enumerable.Range(0, 80).Select(i =>
        {
            float[] pixels = [.. Enumerable.Range(0, 36).Select(_ => (float)(0.1 * random.NextDouble()))];
            int at = random.Next(6);
            for (int along = 0; along < 6; along++)
                pixels[i % 2 == 0 ? at * 6 + along : along * 6 + at] = 1; // Horizontal or vertical line.
            return new Image { Label = i % 2 == 0, Features = pixels };
        })];
        IDataView data = mlContext.Data.LoadFromEnumerable(images);
        BayesianClassificationTransformer model = mlContext.Bayesian.SviClassifier(new Options
        {
            Network = Network.Sequential(TensorShape.Image(1, 6, 6), new Convolution2D(4, 3, Activation.ReLU), new MaxPooling2D(2), new Flatten(), new Dense(8)),
            Epochs = 40,
            BatchSize = 16,
            LearningRate = 1e-2,
        }).Fit(data);
        BayesianPrediction[] predictions = model.Model.Predict([.. images.SelectMany(image => image.Features)]);
        int right = predictions.Zip(images).Count(pair => pair.First.PredictedClass == (pair.Second.Label ? 1 : 0));
        Assert.IsGreaterThan(72, right);
    }

    [TestMethod]
    public void The_trainers_of_MLNet_that_use_TorchSharp_live_in_the_same_process()
    {
        var mlContext = new MLContext(seed: 1);
        var textTrainer = TorchSharp.TorchSharpCatalog.TextClassification(mlContext.MulticlassClassification.Trainers, sentence1ColumnName: "Text");
        Assert.AreEqual("Microsoft.ML.TorchSharp", textTrainer.GetType().Assembly.GetName().Name);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30));
        BayesianClassificationTransformer model = mlContext.Bayesian.SviClassifier(hiddenUnits: [4], epochs: 1).Fit(data);
        Assert.AreEqual(3, model.Model.Posterior.Network.ClassCount);
    }

    private sealed class Image
    {
        public bool Label { get; set; }

        [VectorType(36)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Synchronous(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
