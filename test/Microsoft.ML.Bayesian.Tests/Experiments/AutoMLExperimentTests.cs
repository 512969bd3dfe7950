namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class AutoMLExperimentTests
{
    private static readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void The_best_run_is_best_in_the_first_objective_and_on_the_front()
    {
        ExperimentResult<TrialMetrics> result = Experiment(new PlainRunner(PlainRunner.Smooth)).SetObjectives(Objective.Accuracy, Objective.ModelBytes).SetMaxModelToExplore(30).Run();
        Assert.HasCount(30, result.RunDetails);
        Assert.AreEqual(ExperimentEnd.TrialLimit, result.End);
        Assert.AreEqual(result.RunDetails.Max(run => run.ValidationMetrics!.Accuracy), result.BestRun.ValidationMetrics!.Accuracy);
        Assert.AreSame(result.BestRun, result.ParetoFront[0]);
        IReadOnlyList<double>[] losses = [.. result.RunDetails.Select(run => (double[])[-run.ValidationMetrics!.Accuracy, run.ValidationMetrics.ModelBytes])];
        CollectionAssert.AreEquivalent(ParetoFront.Of(losses).ToArray(), result.ParetoFront.Select(run => run.TrialId).ToArray());
        Assert.IsGreaterThan(1, result.ParetoFront.Count);
    }

    [TestMethod]
    public void Only_models_of_the_front_are_kept()
    {
        ExperimentResult<TrialMetrics> result = Experiment(new PlainRunner(PlainRunner.Smooth)).SetObjectives(Objective.Accuracy, Objective.ModelBytes).SetMaxModelToExplore(20).Run();
        foreach (RunDetail<TrialMetrics> run in result.RunDetails)
            Assert.AreEqual(result.ParetoFront.Contains(run), run.Model is not null, $"trial {run.TrialId}");
    }

    [TestMethod]
    public void A_beaten_model_is_let_go_of_while_the_experiment_runs()
    {
        var references = new List<WeakReference>();
        int alive = -1;
        var runner = new ForgettableRunner(references, settings =>
        {
            if (settings.TrialId != 20)
                return;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            alive = references.Count(reference => reference.IsAlive);
        });
        _ = Experiment(runner).SetMaxModelToExplore(21).Run();

        // The best, and perhaps the last one, which a frame of the loop may still hold.
        Assert.IsTrue(alive is 1 or 2, $"{alive} of 20 models are still there");
    }

    [TestMethod]
    public void Equal_seeds_give_equal_trials_each_with_a_seed_of_its_own()
    {
        var runners = new[] { 7, 7, 8 }.Select(seed =>
        {
            var runner = new PlainRunner(PlainRunner.Smooth);
            _ = Experiment(runner, seed).SetMaxModelToExplore(15).Run();
            return runner.Started.Select(settings => $"{settings.Seed} {settings.Parameter}").ToArray();
        }).ToArray();
        CollectionAssert.AreEqual(runners[0], runners[1]);
        CollectionAssert.AreNotEqual(runners[0], runners[2]);
        Assert.HasCount(15, runners[0].Select(line => line.Split(' ')[0]).Distinct().ToArray());
    }

    [TestMethod]
    public void The_seed_of_the_context_is_that_of_the_experiment()
    {
        string First(AutoMLExperiment experiment)
        {
            var runner = new PlainRunner(PlainRunner.Smooth);
            _ = experiment.SetSearchSpace(PlainRunner.Space).SetTrialRunner(runner).SetMaxModelToExplore(1).Run();
            return $"{runner.Started[0].Seed}";
        }

        Assert.AreEqual(First(new MLContext(5).Bayesian.CreateExperiment()), First(new MLContext(6).Bayesian.CreateExperiment(seed: 5)));
        Assert.AreEqual(First(new MLContext().Bayesian.CreateExperiment()), First(new MLContext(0).Bayesian.CreateExperiment()));
    }

    [TestMethod]
    public void A_failed_trial_is_recorded_and_the_experiment_goes_on()
    {
        var monitor = new RecordingMonitor();
        var runner = new PlainRunner(PlainRunner.Smooth)
        {
            Meanwhile = (settings, _) =>
            {
                if (settings.TrialId is 0 or 3)
                    throw new InvalidOperationException("diverged");
            },
        };
        ExperimentResult<TrialMetrics> result = Experiment(runner).SetMonitor(monitor).SetMaxModelToExplore(5).Run();
        CollectionAssert.AreEqual(new[] { 0, 3 }, result.RunDetails.Where(run => run.Exception is not null).Select(run => run.TrialId).ToArray());
        Assert.AreEqual("diverged", result.RunDetails[3].Exception!.Message);
        Assert.IsNull(result.RunDetails[3].ValidationMetrics);
        Assert.IsNull(result.RunDetails[3].Model);
        CollectionAssert.Contains(monitor.Lines, "failed 3: diverged");
        CollectionAssert.DoesNotContain(monitor.Lines, "completed 3");
    }

    [TestMethod]
    public void An_objective_that_is_not_a_number_makes_a_failed_trial()
    {
        var runner = new PlainRunner(settings => PlainRunner.Metrics(settings.TrialId == 1 ? double.NaN : 0.5));
        ExperimentResult<TrialMetrics> result = Experiment(runner).SetMaxModelToExplore(3).Run();
        Assert.AreEqual("The objective Accuracy is not a number.", result.RunDetails[1].Exception!.Message);
        Assert.HasCount(2, result.ParetoFront);
    }

    [TestMethod]
    public void When_the_first_five_trials_fail_so_does_the_experiment_with_their_reason()
    {
        var runner = new PlainRunner(_ => throw new ArgumentException("no such label"));
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Experiment(runner).SetMaxModelToExplore(50).Run());
        StringAssert.Contains(failure.Message, "no such label");
        Assert.HasCount(5, runner.Started);
    }

    [TestMethod]
    public void When_all_trials_fail_so_does_the_experiment()
    {
        var runner = new PlainRunner(_ => throw new ArgumentException("no such label"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Experiment(runner).SetMaxModelToExplore(2).Run()).Message, "no such label");
    }

    [TestMethod]
    public void Cancellation_ends_the_running_trial_and_returns_the_best_so_far()
    {
        using var cancellation = new CancellationTokenSource();
        var runner = new PlainRunner(PlainRunner.Smooth)
        {
            Meanwhile = (settings, token) =>
            {
                if (settings.TrialId != 6)
                    return;
                cancellation.Cancel();
                token.ThrowIfCancellationRequested();
                Assert.Fail("the trial was not told");
            },
        };
        ExperimentResult<TrialMetrics> result = Experiment(runner).SetMaxModelToExplore(50).Run(cancellation.Token);
        Assert.AreEqual(ExperimentEnd.Cancelled, result.End);
        Assert.HasCount(6, result.RunDetails);
        Assert.AreEqual(result.RunDetails.Max(run => run.ValidationMetrics!.Accuracy), result.BestRun.ValidationMetrics!.Accuracy);
        Assert.IsNotNull(result.BestRun.Model);
    }

    [TestMethod]
    public void Cancellation_before_any_result_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => Experiment(new PlainRunner(PlainRunner.Smooth)).SetMaxModelToExplore(5).Run(cancelled.Token));
    }

    [TestMethod]
    public void A_trial_that_gives_up_on_its_own_has_failed()
    {
        var runner = new PlainRunner(PlainRunner.Smooth)
        {
            Meanwhile = (settings, _) =>
            {
                if (settings.TrialId == 1)
                    throw new OperationCanceledException("of its own");
            },
        };
        ExperimentResult<TrialMetrics> result = Experiment(runner).SetMaxModelToExplore(3).Run();
        Assert.AreEqual("of its own", result.RunDetails[1].Exception!.Message);
        Assert.HasCount(3, result.RunDetails);
    }

    [TestMethod]
    public void The_time_limit_gives_up_the_running_trial()
    {
        var time = new ManualTime();
        var runner = new PlainRunner(PlainRunner.Smooth)
        {
            Meanwhile = (_, token) =>
            {
                time.Advance(7);
                token.ThrowIfCancellationRequested();
            },
        };
        ExperimentResult<TrialMetrics> result = Experiment(runner).SetTimeProvider(time).SetTrainingTimeInSeconds(30).Run();
        Assert.AreEqual(ExperimentEnd.TimeLimit, result.End);
        Assert.HasCount(4, result.RunDetails);
        Assert.HasCount(5, runner.Started);
        Assert.AreEqual(7.0, result.RunDetails[2].RuntimeInSeconds);
        Assert.AreEqual(TimeSpan.FromSeconds(14), runner.Started[2].StartedAtUtc - runner.Started[0].StartedAtUtc);
    }

    [TestMethod]
    public void A_time_limit_before_any_result_says_so()
    {
        var time = new ManualTime();
        var runner = new PlainRunner(PlainRunner.Smooth)
        {
            Meanwhile = (_, token) =>
            {
                time.Advance(70);
                token.ThrowIfCancellationRequested();
            },
        };
        Assert.ThrowsExactly<TimeoutException>(() => Experiment(runner).SetTimeProvider(time).SetTrainingTimeInSeconds(60).Run());
    }

    [TestMethod]
    public void Monitor_and_progress_are_told_in_order()
    {
        var monitor = new RecordingMonitor();
        var runs = new List<int>();
        double[] accuracies = [0.5, 0.4, 0.6];
        _ = Experiment(new PlainRunner(settings => PlainRunner.Metrics(accuracies[settings.TrialId])))
            .SetMonitor(monitor).SetProgress(new Inline(run => runs.Add(run.TrialId))).SetMaxModelToExplore(3).Run();
        CollectionAssert.AreEqual(new[] { "running 0", "completed 0", "best 0", "running 1", "completed 1", "running 2", "completed 2", "best 2" }, monitor.Lines);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, runs);
    }

    [TestMethod]
    public void An_experiment_without_end_or_data_is_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Experiment(new PlainRunner(PlainRunner.Smooth)).Run()).Message, "SetTrainingTimeInSeconds");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => mlContext.Bayesian.CreateExperiment().SetMaxModelToExplore(1).Run()).Message, "SetDataset");
        AutoMLExperiment withoutForeign = mlContext.Bayesian.CreateExperiment().SetDataset(ToyData.Keyed(mlContext)).SetObjectives(Objective.EpistemicAuroc).SetMaxModelToExplore(1);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => withoutForeign.Run()).Message, "SetOutOfDistributionDataset");
        Assert.ThrowsExactly<ArgumentException>(() => mlContext.Bayesian.CreateExperiment().SetObjectives());
        Assert.ThrowsExactly<ArgumentException>(() => mlContext.Bayesian.CreateExperiment().SetObjectives(Objective.Accuracy, Objective.Accuracy));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mlContext.Bayesian.CreateExperiment().SetDataset(ToyData.Keyed(mlContext), 1));
    }

    internal static AutoMLExperiment Experiment(ITrialRunner runner, int seed = 1) =>
        mlContext.Bayesian.CreateExperiment(seed: seed).SetSearchSpace(PlainRunner.Space).SetTrialRunner(runner);

    private sealed class Inline(Action<RunDetail<TrialMetrics>> report) : IProgress<RunDetail<TrialMetrics>>
    {
        public void Report(RunDetail<TrialMetrics> value) => report(value);
    }

    /// <summary>Tells which of its models are still alive; the first one is the best.</summary>
    private sealed class ForgettableRunner(List<WeakReference> references, Action<TrialSettings> before) : ITrialRunner
    {
        public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken cancellationToken)
        {
            before(settings);
            var model = new Data.TransformerChain<ITransformer>();
            references.Add(new(model));
            return Task.FromResult(new TrialResult { TrialSettings = settings, Metrics = PlainRunner.Metrics(1.0 / (1 + settings.TrialId)), Model = model });
        }

        public void Dispose()
        {
        }
    }
}
