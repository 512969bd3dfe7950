namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class RandomSearchTunerTests : TunerContract
{
    protected override ITuner Create(SearchSpace space, int seed) => new RandomSearchTuner(space, seed);

    /// <summary>Chi-squared with 9 degrees of freedom on 2,000 draws of each dimension: each of the two fails by chance in one of 1,000 seeds.</summary>
    [TestMethod]
    public void Draws_are_even()
    {
        var tuner = new RandomSearchTuner(new([new RangeDimension("A", 0, 9), new RangeDimension("B", 1e-5, 1, logBase: true)]), seed: 8);
        TrialParameter[] draws = [.. Enumerable.Range(1, 2000).Select(trial => tuner.Propose(TunerContract.Settings(trial)))];
        Assert.IsLessThan(27.88, ChiSquared(draws.Select(draw => (int)draw["A"])));
        Assert.IsLessThan(27.88, ChiSquared(draws.Select(draw => (int)Math.Floor(2 * (5 + Math.Log10((double)draw["B"]))))));
    }

    private static double ChiSquared(IEnumerable<int> cells)
    {
        var counts = new int[10];
        foreach (int cell in cells)
            counts[cell]++;
        return counts.Sum(count => Math.Pow(count - 200, 2) / 200);
    }
}
