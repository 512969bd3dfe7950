using Microsoft.ML.Bayesian.Quantization;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class QuantizationAwareTrainerTests
{
    private static readonly int[] hidden = [32];

    [TestMethod]
    [DataRow(QuantizationScheme.Variational)]
    [DataRow(QuantizationScheme.Sampled)]
    [DataRow(QuantizationScheme.Joint)]
    public void The_example_fits_a_pipeline_whose_model_is_small_and_right(QuantizationScheme scheme)
    {
        var mlContext = new MLContext(seed: 1);
        var options = new Options { HiddenUnits = hidden, Epochs = 20, LearningRate = 1e-2, BatchSize = 32 };
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Bayesian.SviClassifier(options).WithQuantization(scheme, bits: 4));
        var model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(300)));

        IDataView scored = model.Transform(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(300, seed: 2)));
        Assert.IsGreaterThan(0.95, mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy);
        Posterior posterior = model.LastTransformer.Model.Posterior;
        Assert.AreEqual(scheme != QuantizationScheme.Sampled, posterior.Layers.All(layer => layer.Weight.Mean is PackedStorage { Bits: 4 }));
        Assert.AreEqual(scheme != QuantizationScheme.Variational, posterior.Sampling is IntegerSamplingRule);
    }

    [TestMethod]
    public void At_two_bits_training_finds_weights_that_rounding_alone_does_not()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView train = mlContext.Data.LoadFromEnumerable(ToyData.Moons(600)), test = mlContext.Data.LoadFromEnumerable(ToyData.Moons(600, seed: 2));
        var options = new Options { HiddenUnits = hidden, Epochs = 100, LearningRate = 1e-2, BatchSize = 32 };
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(options);
        BayesianClassificationTransformer exact = trainer.Fit(train);
        QuantizationOptions two = QuantizationOptions.Uniform(QuantizationScheme.Joint, 2);
        BayesianClassificationTransformer rounded = mlContext.Bayesian.Quantize(exact, two, train);
        BayesianClassificationTransformer aware = trainer.WithQuantization(two with { QuantizationAwareEpochs = 30, QuantizationAwareLearningRate = 5e-3 }).Fit(train, null, exact.Model);

        Assert.IsLessThan(Loss(rounded), Loss(aware));
        double Loss(BayesianClassificationTransformer model) => mlContext.MulticlassClassification.Evaluate(
            mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(test).Transform(model.Transform(test))).LogLoss;
    }

    [TestMethod]
    public void With_an_initial_model_only_the_epochs_with_quantization_are_trained()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
        var epochs = new List<string>();
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(new Options { HiddenUnits = [4], Epochs = 3, BatchSize = 16, Progress = new Inline(state => epochs.Add($"{state.Epoch}/{state.EpochCount} {state.Step}/{state.StepCount}")) });
        BayesianModel exact = trainer.Fit(data).Model;
        epochs.Clear();
        QuantizationAwareTrainer aware = trainer.WithQuantization(new QuantizationOptions { QuantizationAwareEpochs = 2, RowsPerDraw = 8 });

        float[] whole = SviHarness.Flat(aware.Fit(data).Model.Posterior);
        Assert.AreSequenceEqual(["1/5 4/20", "2/5 8/20", "3/5 12/20", "4/5 16/20", "5/5 20/20"], epochs);
        epochs.Clear();
        float[] shared = SviHarness.Flat(aware.Fit(data, null, exact).Model.Posterior);
        Assert.AreSequenceEqual(["1/2 4/8", "2/2 8/8"], epochs);
        CollectionAssert.AreEqual(whole, shared);
    }

    [TestMethod]
    public void The_second_part_goes_on_with_the_time_of_the_first_and_tells_what_is_left_at_its_own_pace()
    {
        var mlContext = new MLContext(seed: 1);
        var states = new List<SviProgress>();
        var options = new Options { HiddenUnits = [4], Epochs = 3, BatchSize = 16, Progress = new Inline(states.Add) };
        mlContext.Bayesian.SviClassifier(options).WithQuantization(new QuantizationOptions { QuantizationAwareEpochs = 2 }).Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60)));

        Assert.AreSequenceEqual(states.Select(state => state.Elapsed).Order(), states.Select(state => state.Elapsed));
        Assert.AreEqual(4.0, states[0].Remaining / states[0].Elapsed, 1e-3);
        Assert.AreEqual(states[3].Elapsed - states[2].Elapsed, states[3].Remaining);
        Assert.AreEqual(TimeSpan.Zero, states[4].Remaining);
    }

    [TestMethod]
    public void A_model_that_is_quantized_already_cannot_be_trained_on()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
        QuantizationAwareTrainer aware = mlContext.Bayesian.SviClassifier(new Options { HiddenUnits = [4], Epochs = 1 }).WithQuantization(QuantizationScheme.Variational);
        BayesianModel small = aware.Fit(data).Model;
        Assert.Contains("quantized already", Assert.Throws<ArgumentException>(() => aware.Fit(data, null, small)).Message);
    }

    [TestMethod]
    public void A_cancelled_training_that_returns_its_best_returns_it_quantized()
    {
        using var cancellation = new CancellationTokenSource();
        var mlContext = new MLContext(seed: 1);
        var options = new Options
        {
            HiddenUnits = [4],
            Epochs = 50,
            BatchSize = 16,
            ReturnBestOnCancellation = true,
            CancellationToken = cancellation.Token,
            Progress = new Inline(_ => cancellation.Cancel()),
        };
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
        Posterior posterior = mlContext.Bayesian.SviClassifier(options).WithQuantization(QuantizationScheme.Joint).Fit(data).Model.Posterior;
        Assert.IsInstanceOfType<PackedStorage>(posterior.Layers[0].Weight.Mean);
    }

    [TestMethod]
    public void Options_are_checked_before_anything_is_trained()
    {
        SviClassificationTrainer trainer = new MLContext(seed: 1).Bayesian.SviClassifier();
        Assert.Contains("9", Assert.Throws<ArgumentException>(() => trainer.WithQuantization(QuantizationScheme.Joint, bits: 9)).Message);
        foreach ((string name, QuantizationOptions options) in new[]
        {
            (nameof(QuantizationOptions.QuantizationAwareEpochs), new QuantizationOptions { QuantizationAwareEpochs = 0 }),
            (nameof(QuantizationOptions.QuantizationAwareLearningRate), new QuantizationOptions { QuantizationAwareLearningRate = double.NaN }),
            (nameof(QuantizationOptions.RowsPerDraw), new QuantizationOptions { RowsPerDraw = 0 }),
            (nameof(QuantizationOptions.RowsPerDraw), new QuantizationOptions { RowsPerDraw = 8, Scheme = QuantizationScheme.Variational }),
        })
        {
            Assert.Contains(name, Assert.Throws<ArgumentException>(() => trainer.WithQuantization(options)).Message);
        }
    }

    private sealed class Inline(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
