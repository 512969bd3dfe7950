namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SuccessiveHalvingTunerTests : TunerContract
{
    protected override ITuner Create(SearchSpace space, int seed) => new SuccessiveHalvingTuner(space, seed);

    [TestMethod]
    public void The_best_third_goes_on_to_three_times_the_epochs()
    {
        var tuner = new SuccessiveHalvingTuner(PlainRunner.Space, seed: 1, leastEpochs: 2, mostEpochs: 18);
        double[] losses = [5, 3, 9, 1, 7, 8, 2, 6, double.MaxValue];
        TrialParameter[] first = [.. losses.Select(loss => Next(tuner, loss))];
        Assert.IsTrue(first.All(parameter => (int)parameter["Epochs"] == 2));
        Assert.HasCount(9, first.Distinct().ToArray());

        TrialParameter[] second = [Next(tuner, 30), Next(tuner, 10), Next(tuner, 20)];
        CollectionAssert.AreEqual(new[] { first[3], first[6], first[1] }.Select(parameter => parameter.With("Epochs", 6)).ToArray(), second);

        // At more epochs another one was best.
        Assert.AreEqual(first[6].With("Epochs", 18), Next(tuner, 0));

        TrialParameter[] anew = [.. losses.Select(loss => Next(tuner, loss))];
        Assert.IsTrue(anew.All(parameter => (int)parameter["Epochs"] == 2));
        Assert.IsEmpty(anew.Intersect(first).ToArray());
    }

    [TestMethod]
    public void With_two_objectives_the_front_goes_on()
    {
        var tuner = new SuccessiveHalvingTuner(PlainRunner.Space, seed: 2, leastEpochs: 1, mostEpochs: 2, reduction: 2);
        TrialParameter dominated = Next(tuner, 2, 2), better = Next(tuner, 1, 1);
        Assert.AreEqual(better.With("Epochs", 2), Next(tuner, 0, 0));
        Assert.AreNotEqual(dominated, better);
    }

    [TestMethod]
    public void Epochs_end_at_the_most_and_begin_at_the_least_or_a_little_above()
    {
        var tuner = new SuccessiveHalvingTuner(PlainRunner.Space, seed: 1, leastEpochs: 3, mostEpochs: 20, reduction: 2);
        Assert.AreEqual("successive halving by 2 over 5, 10, 20 epochs", tuner.ToString());
    }

    [TestMethod]
    public void The_number_of_epochs_is_no_dimension_beside_the_halving()
    {
        SearchSpace space = PlainRunner.Space.With(new RangeDimension("Epochs", 5, 100));
        Assert.AreEqual(2, new SuccessiveHalvingTuner(space, seed: 1).Propose(Settings(0))["Epochs"]);
    }

    [TestMethod]
    public void Nothing_to_halve_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SuccessiveHalvingTuner(PlainRunner.Space, 1, leastEpochs: 4, mostEpochs: 8));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SuccessiveHalvingTuner(PlainRunner.Space, 1, leastEpochs: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SuccessiveHalvingTuner(PlainRunner.Space, 1, reduction: 1));
    }

    private static TrialParameter Next(SuccessiveHalvingTuner tuner, params double[] losses)
    {
        TrialParameter parameter = tuner.Propose(Settings(0));
        tuner.Update(new() { TrialSettings = Settings(0) with { Parameter = parameter }, Losses = losses });
        return parameter;
    }
}
