using static TorchSharp.torch;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests.Regression;

/// <summary>Faults that other libraries had in training, each named after what went wrong there.</summary>
[TestClass]
public sealed class TrainingFaultsTests
{
    private static readonly Options quick = new() { HiddenUnits = [16], Epochs = 4, BatchSize = 16, LearningRate = 1e-2 };

    [TestMethod]
    public void The_divergence_of_the_last_layer_alone_was_counted()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = SviHarness.Parameters(SviHarness.ConvolutionNetwork);
        using var noise = new Generator(1);
        var guide = new Guide();
        var objective = new EvidenceLowerBound(parameters, guide, VariationalPass.Create(GradientEstimator.WeightSampling, parameters, guide, noise), new ZeroMeanPrior(0.4), 11, 1, int.MaxValue);
        var prior = new GaussianPrior(0.4f);
        VariationalTensor[] tensors = [.. parameters.ToPosterior(prior).Tensors];

        double sum = tensors.Sum(tensor => prior.KullbackLeiblerDivergence(tensor.Mean.ToArray(), tensor.StandardDeviation.ToArray()));

        Assert.HasCount(6, tensors);
        Assert.AreEqual(sum, objective.KullbackLeiblerDivergence(), 1e-5 * sum);
    }

    [TestMethod]
    public void The_divergence_never_moved_while_training_went_on()
    {
        SviResult result = SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(60)), quick));
        double[] divergences = [.. result.History.Select(epoch => epoch.KullbackLeiblerDivergence)];

        Assert.IsTrue(divergences.All(value => value > 0 && double.IsFinite(value)));
        Assert.HasCount(4, divergences.Distinct());
    }

    [TestMethod]
    public void The_standard_deviation_of_the_prior_was_taken_for_its_variance()
    {
        // The features are 0, so that the weights know nothing but the prior.
        var rows = new TrainingSet(new float[120], 2, [.. Enumerable.Range(0, 60).Select(row => (long)(row % 2))], null);
        var options = new Options { HiddenUnits = [], Epochs = 200, BatchSize = 30, LearningRate = 2e-2, InitialStandardDeviation = 0.1, PriorStandardDeviation = 0.3 };

        float[] deviations = SviFit.Run(SviHarness.Task(rows, options)).Posterior.Layers[0].Weight.StandardDeviation.ToArray();

        Assert.IsTrue(deviations.All(deviation => Math.Abs(deviation - 0.3f) < 0.02f), string.Join(", ", deviations));
    }

    [TestMethod]
    public void More_rows_left_the_posterior_as_wide_as_before()
    {
        Posterior few = Learn(60), many = Learn(960);

        Assert.IsLessThan(0.6 * Width(few), Width(many));

        static Posterior Learn(int rows) => SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(rows, spread: 1.5)), new Options { HiddenUnits = [], Epochs = 9600 / rows, BatchSize = 30, LearningRate = 2e-2 })).Posterior;
        static double Width(Posterior posterior) => posterior.Layers[0].Weight.StandardDeviation.ToArray().Average();
    }

    [TestMethod]
    public void All_weights_collapsed_to_their_means()
    {
        float[] deviations = [.. SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(120)), quick with { Epochs = 60 })).Posterior.Tensors.SelectMany(tensor => tensor.StandardDeviation.ToArray())];

        Assert.IsLessThan(0.01 * deviations.Length, deviations.Count(deviation => deviation < 1e-3));
    }

    [TestMethod]
    public void The_accuracy_of_the_last_batch_was_told_as_that_of_the_validation_set()
    {
        // Of 5,000 validation rows, the last 900 have the wrong label.
        ToyData.Row[] validation = ToyData.Blobs(5000, classes: 2, seed: 2);
        foreach (ToyData.Row row in validation[4100..])
            row.Label = 1 - row.Label;

        SviResult result = SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(200, classes: 2)), quick with { Epochs = 10 }, validation: ToyData.Block(validation)));

        Assert.AreEqual(0.82, result.History[^1].ValidationAccuracy!.Value, 0.01);
    }

    [TestMethod]
    public void Options_were_changed_by_a_fit()
    {
        var mlContext = new MLContext(seed: 1);
        Options options = quick with { Epochs = 1 };
        Options before = options with { };
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(options);

        int[] classes = [.. new[] { 3, 2, 4 }.Select(count => trainer.Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(40, count))).Model.Posterior.Network.ClassCount)];

        CollectionAssert.AreEqual(new[] { 3, 2, 4 }, classes);
        Assert.AreEqual(before, options);
    }

    [TestMethod]
    public void Rows_were_read_again_in_every_epoch_and_their_cursors_never_closed()
    {
        var mlContext = new MLContext(seed: 1);
        int opened = 0, closed = 0;
        IEnumerable<ToyData.Row> Rows()
        {
            opened++;
            try
            {
                foreach (ToyData.Row row in ToyData.Blobs(40))
                    yield return row;
            }
            finally
            {
                closed++;
            }
        }

        mlContext.Bayesian.SviClassifier(quick).Fit(mlContext.Data.LoadFromEnumerable(Rows()));

        Assert.AreEqual((1, 1), (opened, closed));
    }

    [TestMethod]
    public void Rows_in_the_order_of_their_classes_were_not_shuffled()
    {
        ToyData.Row[] sorted = [.. ToyData.Blobs(240).OrderBy(row => row.Label)];
        Options options = quick with { HiddenUnits = [], BatchSize = 40, LearningRate = 0.1, LearningRateSchedule = LearningRateSchedule.Constant, Epochs = 12 };

        SviResult result = SviFit.Run(SviHarness.Task(ToyData.Block(sorted), options, validation: ToyData.Block(ToyData.Blobs(240, seed: 2))));

        Assert.IsGreaterThan(0.97, result.History[^1].ValidationAccuracy!.Value);
    }

    [TestMethod]
    public void A_failed_fit_left_something_behind_for_the_next()
    {
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(40)), quick);
        float[] before = SviHarness.Flat(SviFit.Run(task).Posterior);

        Assert.ThrowsExactly<InvalidOperationException>(() => SviFit.Run(task with { Options = quick with { LearningRate = 1e30, LearningRateSchedule = LearningRateSchedule.Constant } }));

        CollectionAssert.AreEqual(before, SviHarness.Flat(SviFit.Run(task).Posterior));
    }
}
