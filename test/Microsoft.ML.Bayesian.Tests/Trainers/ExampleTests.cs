using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The examples of the reference documentation, as they stand there.</summary>
[TestClass]
public sealed class ExampleTests
{
    [TestMethod]
    public void The_example_of_the_options_is_valid()
    {
        var options = new SviClassificationTrainer.Options
        {
            Network = Network.LeNet5(),
            Epochs = 20,
            KlWeight = 0.3,
            ValidationFraction = 0.1,
        };
        Assert.AreSame(options, OptionsValidation.Validated(options));
        Assert.AreEqual(8, options.Definition.Resolve(784, 10).Layers.Count);
    }

    [TestMethod]
    public void The_examples_of_estimator_and_schedule_are_valid()
    {
        var flipout = new SviClassificationTrainer.Options { GradientEstimator = GradientEstimator.Flipout, DrawsPerStep = 2 };
        var constant = new SviClassificationTrainer.Options { LearningRateSchedule = LearningRateSchedule.Constant, AveragedEpochs = 5 };
        Assert.AreSame(flipout, OptionsValidation.Validated(flipout));
        Assert.AreSame(constant, OptionsValidation.Validated(constant));
    }

    [TestMethod]
    public void The_example_of_progress_prints_a_line_per_epoch()
    {
        using var written = new StringWriter();
        var options = new SviClassificationTrainer.Options
        {
            Epochs = 2,
            HiddenUnits = [4],
            Progress = new Inline(state => written.WriteLine($"{state.Epoch}/{state.EpochCount}: {state.NegativeLogLikelihood:F3} nats per row")),
        };
        var mlContext = new MLContext(seed: 1);
        mlContext.Bayesian.SviClassifier(options).Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30)));
        Assert.StartsWith("1/2: ", written.ToString());
    }

    [TestMethod]
    public void The_example_of_the_trainer_fits_a_pipeline()
    {
        var mlContext = new MLContext(seed: 1);
#pragma warning disable CA1859 // The example shows the interface.
        IEstimator<ITransformer> pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Bayesian.SviClassifier(hiddenUnits: [32], epochs: 20));
#pragma warning restore CA1859
        ITransformer model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30)));
        Assert.AreEqual(3, model.Transform(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30))).GetColumn<float[]>("Score").First().Length);
    }

    [TestMethod]
    public void The_example_of_the_catalog_gives_a_trainer()
    {
        var mlContext = new MLContext(seed: 1);
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(hiddenUnits: [64], epochs: 20);
        Assert.IsTrue(trainer.Info.NeedNormalization);
    }

    private sealed class Inline(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
