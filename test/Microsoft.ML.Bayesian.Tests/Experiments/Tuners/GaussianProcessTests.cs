namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class GaussianProcessTests
{
    [TestMethod]
    public void It_goes_through_the_values_and_is_unsure_far_from_them()
    {
        double[] xs = [0, 0.1, 0.2, 0.3, 0.4];
        var process = GaussianProcess.Fit([.. xs.Select(x => (double[])[x, 0.125])], [false, true], [.. xs.Select(x => Math.Sin(6 * x))]);
        foreach (double x in xs)
        {
            (double mean, double deviation) = process.Predict([x, 0.125]);
            Assert.AreEqual(Math.Sin(6 * x), mean, 0.02);
            Assert.IsLessThan(0.1, deviation);
        }

        Assert.AreEqual(Math.Sin(6 * 0.25), process.Predict([0.25, 0.125]).Mean, 0.05);
        Assert.IsGreaterThan(process.Predict([0.45, 0.125]).Deviation, process.Predict([1, 0.125]).Deviation);
        Assert.IsGreaterThan(process.Predict([0.2, 0.125]).Deviation, process.Predict([0.2, 0.875]).Deviation);
    }

    [TestMethod]
    public void Opposite_values_have_opposite_posteriors_drawn_towards_the_mean_by_noise()
    {
        var process = GaussianProcess.Fit([[0.0], [0.5]], [false], [1, -1]);
        (double first, double atFirst) = process.Predict([0]);
        (double second, double atSecond) = process.Predict([0.5]);
        (double middle, _) = process.Predict([0.25]);
        Assert.AreEqual(-first, second, 1e-12);
        Assert.AreEqual(atFirst, atSecond, 1e-12);
        Assert.AreEqual(0, middle, 1e-12);
        Assert.IsTrue(first is > 0.5 and < 1);
    }

    [TestMethod]
    public void A_dimension_that_does_not_matter_is_found_out()
    {
        var random = new Random(3);
        double[][] points = [.. Enumerable.Range(0, 30).Select(_ => (double[])[random.NextDouble(), random.NextDouble()])];
        var process = GaussianProcess.Fit(points, [false, false], [.. points.Select(point => 3 * point[0] - 1.5)]);
        Assert.AreEqual(process.Predict([0.5, 0.1]).Mean, process.Predict([0.5, 0.9]).Mean, 0.1);
        Assert.AreEqual(-1.2, process.Predict([0.1, 0.5]).Mean, 0.1);
        Assert.AreEqual(1.2, process.Predict([0.9, 0.5]).Mean, 0.1);
    }

    [TestMethod]
    public void The_normal_distribution_has_its_known_values()
    {
        Assert.AreEqual(0.5, NormalDistribution.Cumulative(0), 1e-7);
        Assert.AreEqual(0.9750021, NormalDistribution.Cumulative(1.96), 1e-7);
        Assert.AreEqual(0.0013499, NormalDistribution.Cumulative(-3), 1e-7);
        Assert.AreEqual(1.6448536, NormalDistribution.Quantile(0.95), 1e-5);
        Assert.AreEqual(0.3989423, NormalDistribution.Density(0), 1e-7);
    }

    [TestMethod]
    public void Ranks_know_ties_and_failures()
    {
        CollectionAssert.AreEqual(new[] { 0.25, 0.75, 0.25, 0.75 }, LossRanks.Shares([1, double.MaxValue, 1, double.MaxValue]));
        CollectionAssert.AreEqual(new[] { 0.5, 1.0 / 6, 5.0 / 6 }, LossRanks.Shares([2, 1, 3]));
    }

    [TestMethod]
    public void The_least_scalar_loss_is_on_the_front()
    {
        var random = new Random(4);
        double[][] losses = [.. Enumerable.Range(0, 40).Select(_ => (double[])[random.NextDouble(), random.NextDouble(), random.NextDouble()])];
        HashSet<int> found = [];
        for (int index = 0; index < 200; index++)
        {
            double[] scalar = LossRanks.Scalarize(losses, new SeededDraws(1, index));
            found.Add(Array.IndexOf(scalar, scalar.Min()));
        }

        Assert.IsEmpty(found.Except(ParetoFront.Of(losses)).ToArray());
        Assert.IsGreaterThan(3, found.Count);
    }
}
