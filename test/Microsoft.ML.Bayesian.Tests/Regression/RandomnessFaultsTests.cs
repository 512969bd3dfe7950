using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests.Regression;

/// <summary>Faults that other libraries had with the random numbers of training, each named after what went wrong there.</summary>
[TestClass]
public sealed class RandomnessFaultsTests
{
    [TestMethod]
    public void The_noise_was_the_same_in_every_epoch()
    {
        // One batch per epoch and no learning: but for the noise, every epoch is the same.
        var options = new Options { HiddenUnits = [16], Epochs = 4, BatchSize = 60, LearningRate = 1e-30, InitialStandardDeviation = 0.5 };

        double[] losses = [.. SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(60)), options)).History.Select(epoch => epoch.NegativeLogLikelihood).Order()];

        Assert.IsTrue(losses.Zip(losses.Skip(1)).All(pair => pair.Second - pair.First > 1e-4), string.Join(", ", losses));
    }

    [TestMethod]
    public void Validation_took_numbers_from_the_shuffle()
    {
        var options = new Options { HiddenUnits = [16], Epochs = 4, BatchSize = 16 };
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(60)), options);

        double[] with = Losses(task with { Validation = ToyData.Block(ToyData.Blobs(50, seed: 2)) }), without = Losses(task);

        CollectionAssert.AreEqual(without, with);

        static double[] Losses(SviTask task) => [.. SviFit.Run(task).History.Select(epoch => epoch.NegativeLogLikelihood)];
    }

    [TestMethod]
    public void Another_prior_or_estimator_drew_other_first_weights()
    {
        // Streams of their own: what is drawn for one purpose moves nothing else. Without a step there is only the initialization.
        var options = new Options { HiddenUnits = [4], Epochs = 1, BatchSize = 64, LearningRate = 1e-30 };
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(30)), options);
        float[] first = Weights(options);

        CollectionAssert.AreEqual(first, Weights(options with { PriorStandardDeviation = 3 }));
        CollectionAssert.AreEqual(first, Weights(options with { GradientEstimator = GradientEstimator.Flipout }));

        // Biases begin at 0, where even such a step is seen.
        float[] Weights(Options tried) => [.. SviHarness.Flat(SviFit.Run(task with { Options = tried }).Posterior).Select(value => Math.Abs(value) < 1e-20f ? 0 : value)];
    }
}
