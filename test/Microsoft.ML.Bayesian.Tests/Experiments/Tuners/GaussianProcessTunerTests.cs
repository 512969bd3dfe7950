namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class GaussianProcessTunerTests : TunerContract
{
    private const int Searches = 20, Trials = 30, Wins = 17;

    protected override ITuner Create(SearchSpace space, int seed) => new GaussianProcessTuner(space, seed);

    /// <summary>Were it no better than random search, it would win 17 of 20 searches in one of 770 sets of seeds.</summary>
    [TestMethod]
    public void It_finds_more_than_random_search_on_a_smooth_function()
    {
        int wins = Enumerable.Range(0, Searches).Count(seed =>
            BestLoss(new GaussianProcessTuner(PlainRunner.Space, seed), Trials) < BestLoss(new RandomSearchTuner(PlainRunner.Space, 1000 + seed), Trials));
        Console.WriteLine($"{wins} of {Searches}");
        Assert.IsGreaterThanOrEqualTo(Wins, wins);
    }

    /// <summary>The same for the area that the front of two objectives covers.</summary>
    [TestMethod]
    public void It_finds_a_better_front_than_random_search_with_two_objectives()
    {
        int wins = Enumerable.Range(0, Searches).Count(seed =>
            Area(new GaussianProcessTuner(PlainRunner.Space, seed), Trials) > Area(new RandomSearchTuner(PlainRunner.Space, 1000 + seed), Trials));
        Console.WriteLine($"{wins} of {Searches}");
        Assert.IsGreaterThanOrEqualTo(Wins, wins);
    }

    [TestMethod]
    public void It_does_not_try_the_same_again_while_something_else_is_left()
    {
        var space = new SearchSpace([new ChoiceDimension("Kind", ["a", "b", "c", "d"]), new RangeDimension("Units", 1, 5)]);
        var tuner = new GaussianProcessTuner(space, seed: 3, randomTrials: 2);
        var parameters = new List<TrialParameter>();
        for (int trial = 0; trial < 20; trial++)
        {
            parameters.Add(tuner.Propose(Settings(trial)));
            tuner.Update(new() { TrialSettings = Settings(trial) with { Parameter = parameters[^1] }, Losses = [(int)parameters[^1]["Units"]] });
        }

        Assert.HasCount(20 - 2, parameters.Skip(2).Distinct().ToArray());
    }

    [TestMethod]
    public void Losses_of_one_value_everywhere_can_be_searched()
    {
        var tuner = new GaussianProcessTuner(PlainRunner.Space, seed: 3, randomTrials: 2);
        for (int trial = 0; trial < 6; trial++)
            tuner.Update(new() { TrialSettings = Settings(trial) with { Parameter = tuner.Propose(Settings(trial)) }, Losses = [1, 1] });
    }

    /// <summary>The area between the front and the worst losses: 8 for −ln(accuracy), ln(512) for the units.</summary>
    private static double Area(ITuner tuner, int trials)
    {
        var losses = new List<IReadOnlyList<double>>();
        for (int trial = 0; trial < trials; trial++)
        {
            TrialSettings settings = Settings(trial);
            settings = settings with { Parameter = tuner.Propose(settings) };
            TrialMetrics metrics = PlainRunner.Smooth(settings);
            losses.Add([-Math.Log(metrics.Accuracy), Math.Log(metrics.ModelBytes / 1000.0)]);
            tuner.Update(new() { TrialSettings = settings, Losses = losses[^1] });
        }

        double area = 0, ceiling = Math.Log(512);
        foreach (IReadOnlyList<double> point in ParetoFront.Of(losses).Select(i => losses[i]).Where(point => point[0] < 8).OrderBy(point => point[0]))
        {
            area += (8 - point[0]) * (ceiling - point[1]);
            ceiling = point[1];
        }

        return area;
    }
}
