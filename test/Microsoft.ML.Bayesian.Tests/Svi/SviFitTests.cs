using static TorchSharp.torch;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SviFitTests
{
    private static readonly Options quick = new() { HiddenUnits = [16], Epochs = 3, BatchSize = 8, LearningRate = 5e-3 };

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(9)]
    public void Any_number_of_rows_around_the_batch_size_trains(int rows)
    {
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(rows)), quick, classCount: 3);
        SviResult result = SviFit.Run(task);
        Assert.HasCount(3, result.History);
        Assert.AreEqual(3 * (rows > 8 ? 2 : 1), result.History[^1].Step);
        Assert.IsTrue(result.History.All(epoch => double.IsFinite(epoch.EvidenceLowerBound)));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_posterior_bit_for_bit_and_another_seed_another_one()
    {
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(50)), quick);
        float[] first = SviHarness.Flat(SviFit.Run(task).Posterior);
        random.manual_seed(12345); // The process-wide generator must not matter.
        float[] second = SviHarness.Flat(SviFit.Run(task).Posterior);
        CollectionAssert.AreEqual(first, second);
        CollectionAssert.AreNotEqual(first, SviHarness.Flat(SviFit.Run(task with { Seed = 6 }).Posterior));
    }

    [TestMethod]
    public void Concurrent_fits_give_what_they_give_alone()
    {
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(50)), quick);
        float[] alone = SviHarness.Flat(SviFit.Run(task).Posterior);
        float[][] together = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => SviHarness.Flat(SviFit.Run(task).Posterior))];
        foreach (float[] posterior in together)
            CollectionAssert.AreEqual(alone, posterior);
    }

    [TestMethod]
    public void The_process_wide_generator_and_thread_count_are_left_as_they_were()
    {
        using var scope = NewDisposeScope();
        int threads = get_num_threads();
        byte[] before = random.get_rng_state().bytes.ToArray();
        foreach (GradientEstimator estimator in Enum.GetValues<GradientEstimator>())
            SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(30)), new Options { HiddenUnits = [4], Epochs = 2, BatchSize = 8, GradientEstimator = estimator, ValidationFraction = 0.2, Threads = threads + 1 }));
        CollectionAssert.AreEqual(before, random.get_rng_state().bytes.ToArray());
        Assert.AreEqual(threads, get_num_threads());
    }

    [TestMethod]
    public void No_tensor_outlives_a_fit_however_it_ends()
    {
        SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(30)), quick)); // Whatever libtorch keeps for itself, it keeps from now on.
        long before = Tensor.TotalCount;
        SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(30), weighted: true), new Options { HiddenUnits = [4], Epochs = 4, BatchSize = 8, ValidationFraction = 0.2, AveragedEpochs = 2, EarlyStoppingPatience = 1 }));
        Assert.AreEqual(before, Tensor.TotalCount);

        int steps = 0;
        SviTask cancelled = SviHarness.Task(ToyData.Block(ToyData.Blobs(30)), quick) with { CheckAlive = () => { if (++steps == 5) throw new OperationCanceledException(); } };
        Assert.ThrowsExactly<OperationCanceledException>(() => SviFit.Run(cancelled));
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void Tensors_and_memory_are_flat_over_two_hundred_steps()
    {
        var live = new List<long>();
        long early = 0, late = 0;
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(260)), new Options { HiddenUnits = [300, 300], Epochs = 1, BatchSize = 1 }) with
        {
            CheckAlive = () =>
            {
                live.Add(Tensor.TotalCount);
                if (live.Count == 60)
                    early = Environment.WorkingSet;
                if (live.Count == 260)
                    late = Environment.WorkingSet;
            },
        };
        SviFit.Run(task);
        Assert.HasCount(1, live.Skip(1).Distinct().ToArray());
        // One forgotten gradient per step would be 146 MB.
        Assert.IsLessThan(50_000_000, late - early);
    }

    [TestMethod]
    [DataRow(GradientEstimator.LocalReparameterization)]
    [DataRow(GradientEstimator.WeightSampling)]
    [DataRow(GradientEstimator.Flipout)]
    public void Every_estimator_learns_blobs(GradientEstimator estimator)
    {
        var options = new Options { HiddenUnits = [16], Epochs = 40, BatchSize = 16, LearningRate = 1e-2, GradientEstimator = estimator };
        SviResult result = SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(240)), options, validation: ToyData.Block(ToyData.Blobs(240, seed: 9))));
        Assert.IsGreaterThan(0.97, result.History[^1].ValidationAccuracy!.Value);
        Assert.IsGreaterThan(result.History[0].EvidenceLowerBound, result.History[^1].EvidenceLowerBound);
    }

    [TestMethod]
    public void Deviations_grow_towards_the_prior_where_data_says_nothing()
    {
        TrainingSet blobs = ToyData.Block(ToyData.Blobs(120));
        float[] features = new float[blobs.RowCount * 3]; // The third feature is always 0.
        for (int row = 0; row < blobs.RowCount; row++)
            blobs.Features.AsSpan(row * 2, 2).CopyTo(features.AsSpan(row * 3));
        SviResult result = SviFit.Run(SviHarness.Task(new TrainingSet(features, 3, blobs.Labels, null), new Options { HiddenUnits = [], Epochs = 400, BatchSize = 30, LearningRate = 2e-2 }));
        float[] deviations = result.Posterior.Layers[0].Weight.StandardDeviation.ToArray();
        for (int output = 0; output < 3; output++)
        {
            Assert.AreEqual(1, deviations[output * 3 + 2], 0.05, "a weight without evidence must have the prior's deviation");
            Assert.IsLessThan(0.8f, deviations[output * 3]);
        }
    }

    [TestMethod]
    public void Early_stopping_returns_the_epoch_with_the_best_validation()
    {
        // Without a prior, a wide net learns 30 noisy rows by heart: validation gets worse soon.
        var options = new Options { HiddenUnits = [128], Epochs = 200, BatchSize = 8, LearningRate = 2e-2, KlWeight = 0, EarlyStoppingPatience = 3 };
        TrainingSet validation = ToyData.Block(ToyData.Blobs(200, seed: 3, spread: 2));
        SviResult result = SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(30, spread: 2)), options, seed: 5, validation));
        double[] losses = [.. result.History.Select(epoch => epoch.ValidationNegativeLogLikelihood!.Value)];
        Assert.IsLessThan(200, losses.Length);
        Assert.AreEqual(Array.IndexOf(losses, losses.Min()) + 1, result.BestEpoch);
        Assert.AreEqual(result.BestEpoch + 3, losses.Length);

        using var scope = NewDisposeScope();
        using var parameters = new VariationalParameters(result.Posterior.Network, CPU);
        parameters.Initialize(result.Posterior);
        using var streams = new RandomStreams(5, CPU);
        using Generator draws = streams.NewValidation();
        Assert.AreEqual(losses.Min(), ValidationScore.Evaluate(parameters, new Guide(), parameters.Values, RowSet.All(validation, CPU), draws).NegativeLogLikelihood, 1e-4);
    }

    [TestMethod]
    public void A_validation_fraction_takes_rows_away_from_training()
    {
        var options = new Options { HiddenUnits = [4], Epochs = 1, BatchSize = 1, ValidationFraction = 0.25 };
        SviProgress epoch = SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(40)), options)).History[0];
        Assert.AreEqual(30, epoch.Step);
        Assert.IsNotNull(epoch.ValidationNegativeLogLikelihood);
        Assert.IsTrue(epoch.IsBest);
    }

    [TestMethod]
    public void A_split_that_leaves_no_weight_on_one_side_is_refused()
    {
        ToyData.Row[] rows = ToyData.Blobs(40);
        foreach (ToyData.Row row in rows.Skip(1))
            row.Weight = 0;
        var options = new Options { HiddenUnits = [4], Epochs = 1, ValidationFraction = 0.5 };
        Assert.Contains("all 0", Assert.ThrowsExactly<InvalidOperationException>(() => SviFit.Run(SviHarness.Task(ToyData.Block(rows, weighted: true), options))).Message);
    }

    [TestMethod]
    public void Cancellation_is_honoured_within_one_mini_batch_and_can_return_what_was_learnt()
    {
        foreach (bool keep in new[] { false, true })
        {
            using var source = new CancellationTokenSource();
            int steps = 0;
            var options = new Options { HiddenUnits = [4], Epochs = 50, BatchSize = 8, CancellationToken = source.Token, ReturnBestOnCancellation = keep };
            SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(40)), options) with
            {
                CheckAlive = () =>
                {
                    if (++steps == 12)
                        source.Cancel();
                },
            };
            if (keep)
            {
                SviResult result = SviFit.Run(task);
                Assert.IsTrue(result.Cancelled);
                Assert.HasCount(2, result.History);
            }
            else
            {
                Assert.ThrowsExactly<OperationCanceledException>(() => SviFit.Run(task));
            }

            Assert.AreEqual(12, steps);
        }
    }

    [TestMethod]
    public void Divergence_names_epoch_last_finite_loss_and_learning_rate()
    {
        var options = new Options { HiddenUnits = [16], Epochs = 5, BatchSize = 8, LearningRate = 1e25, LearningRateSchedule = LearningRateSchedule.Constant };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => SviFit.Run(SviHarness.Task(ToyData.Block(ToyData.Blobs(40)), options)));
        Assert.Contains("epoch 1", error.Message);
        Assert.MatchesRegex(@"last finite loss was \d", error.Message);
        Assert.MatchesRegex(@"learning rate of \d.*E\+2", error.Message);
    }

    [TestMethod]
    public void Averaging_the_last_epochs_gives_the_mean_of_the_path()
    {
        using var scope = NewDisposeScope();
        Tensor values = tensor(new[] { 1.0, 2.0 });
        using var average = new ParameterAverage(values);
        Assert.AreSame(values, average.Current);
        average.Add();
        values.add_(3);
        average.Add();
        values.add_(3);
        average.Add();
        CollectionAssert.AreEqual(new[] { 4.0, 5.0 }, average.Current.data<double>().ToArray());
    }

    [TestMethod]
    public void Training_goes_on_from_an_initial_posterior()
    {
        TrainingSet blobs = ToyData.Block(ToyData.Blobs(120));
        var options = new Options { HiddenUnits = [16], Epochs = 30, BatchSize = 16, LearningRate = 1e-2 };
        SviResult first = SviFit.Run(SviHarness.Task(blobs, options));
        SviResult second = SviFit.Run(SviHarness.Task(blobs, new Options { HiddenUnits = [16], Epochs = 1, BatchSize = 16, LearningRate = 1e-4, KlWarmUpEpochs = 0 }) with { Initial = first.Posterior });
        Assert.IsLessThan(first.History[0].NegativeLogLikelihood / 2, second.History[0].NegativeLogLikelihood);
    }
}
