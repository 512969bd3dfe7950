namespace Microsoft.ML.Bayesian.Tests;

/// <summary>What every tuner keeps.</summary>
public abstract class TunerContract
{
    private const int Trials = 60;

    protected abstract ITuner Create(SearchSpace space, int seed);

    [TestMethod]
    public void Proposals_are_a_function_of_seed_and_results()
    {
        CollectionAssert.AreEqual(Search(1), Search(1));
        CollectionAssert.AreNotEqual(Search(1), Search(2));
    }

    [TestMethod]
    public void The_first_trial_has_the_defaults() =>
        Assert.AreEqual(PlainRunner.Space.Default, Search(3)[0].Without("Epochs"));

    [TestMethod]
    public void Proposals_stay_within_the_search_space()
    {
        foreach (TrialParameter parameter in Search(4))
        {
            Assert.IsTrue((int)parameter["Units"] is >= 8 and <= 512);
            Assert.IsTrue((double)parameter["Weight"] is >= 0.001 and <= 1);
            Assert.IsTrue((string)parameter["Kind"] is "a" or "b" or "c" or "d");
        }
    }

    [TestMethod]
    public void A_proposal_that_was_not_answered_is_made_again()
    {
        ITuner tuner = Create(PlainRunner.Space, 5);
        for (int trial = 0; trial < 30; trial++)
        {
            TrialParameter proposed = tuner.Propose(Settings(trial));
            Assert.AreEqual(proposed, tuner.Propose(Settings(trial)));
            Answer(tuner, trial, proposed, failed: false);
        }
    }

    [TestMethod]
    public void Failed_trials_do_not_end_the_search()
    {
        ITuner tuner = Create(PlainRunner.Space, 6);
        for (int trial = 0; trial < 40; trial++)
            Answer(tuner, trial, tuner.Propose(Settings(trial)), failed: trial % 2 == 0);
    }

    [TestMethod]
    public void A_search_space_with_a_single_value_can_be_searched()
    {
        var space = new SearchSpace([new ChoiceDimension("Kind", ["a"])]);
        ITuner tuner = Create(space, 7);
        for (int trial = 0; trial < 20; trial++)
        {
            TrialParameter proposed = tuner.Propose(Settings(trial));
            Assert.AreEqual("a", proposed["Kind"]);
            tuner.Update(new() { TrialSettings = Settings(trial) with { Parameter = proposed }, Losses = [1] });
        }
    }

    /// <summary>The best loss of a search, after as many trials.</summary>
    internal static double BestLoss(ITuner tuner, int trials)
    {
        double best = double.MaxValue;
        for (int trial = 0; trial < trials; trial++)
            best = Math.Min(best, Answer(tuner, trial, tuner.Propose(Settings(trial)), failed: false));
        return best;
    }

    internal static TrialSettings Settings(int trial) => new() { TrialId = trial, Seed = 0, StartedAtUtc = default };

    private static double Answer(ITuner tuner, int trial, TrialParameter parameter, bool failed)
    {
        TrialSettings settings = Settings(trial) with { Parameter = parameter };
        double loss = failed ? double.MaxValue : -Math.Log(PlainRunner.Smooth(settings).Accuracy);
        tuner.Update(new() { TrialSettings = settings, Losses = [loss] });
        return loss;
    }

    private TrialParameter[] Search(int seed)
    {
        ITuner tuner = Create(PlainRunner.Space, seed);
        var parameters = new List<TrialParameter>();
        for (int trial = 0; trial < Trials; trial++)
        {
            parameters.Add(tuner.Propose(Settings(trial)));
            Answer(tuner, trial, parameters[^1], failed: false);
        }

        return [.. parameters];
    }
}
