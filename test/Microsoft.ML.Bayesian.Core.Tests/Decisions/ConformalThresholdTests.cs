namespace Microsoft.ML.Bayesian.Core.Tests.Decisions;

[TestClass]
public sealed class ConformalThresholdTests
{
    [TestMethod]
    [DataRow(19, 0.05, 1)]
    [DataRow(20, 0.05, 1)]
    [DataRow(39, 0.05, 2)]
    [DataRow(99, 0.1, 10)]
    [DataRow(100, 0.1, 10)]
    public void The_threshold_is_the_score_of_rank_n_plus_1_times_1_minus_alpha(int count, double alpha, int fromBelow)
    {
        float[] probabilities = [.. Enumerable.Range(1, count).Select(value => value / (count + 1f)).Reverse()];

        Assert.AreEqual(fromBelow / (count + 1f), ConformalThreshold.Fit(probabilities, alpha).SmallestProbability);
    }

    [TestMethod]
    public void Too_few_rows_put_every_class_into_every_set()
    {
        ConformalThreshold threshold = ConformalThreshold.Fit([.. Enumerable.Repeat(0.9f, 18)], 0.05);

        Assert.AreEqual(0, threshold.SmallestProbability);
        Assert.IsTrue(threshold.Includes(0));
    }

    [TestMethod]
    public void Classes_from_the_threshold_on_belong_to_the_set()
    {
        var threshold = new ConformalThreshold(0.1, 0.25f);

        Assert.IsTrue(threshold.Includes(0.25f));
        Assert.IsFalse(threshold.Includes(MathF.BitDecrement(0.25f)));
        Assert.IsTrue(threshold.Includes(float.NaN));
    }

    [TestMethod]
    public void Over_1000_splits_sets_cover_as_often_as_promised()
    {
        // Uniform label probabilities: given the threshold t, new rows are covered with probability 1 − t. The mean of that over splits is
        // rank/(n + 1), its variance that of a Beta distribution; 4 standard errors mean a false alarm in 16,000 runs, and the seed is fixed.
        const int Splits = 1000, Count = 137;
        const double Alpha = 0.1;
        var random = new Random(11);
        double sum = 0;
        for (int split = 0; split < Splits; split++)
            sum += 1 - ConformalThreshold.Fit([.. Enumerable.Range(0, Count).Select(_ => random.NextSingle())], Alpha).SmallestProbability;

        double expected = Math.Ceiling((Count + 1) * (1 - Alpha)) / (Count + 1), error = Math.Sqrt(expected * (1 - expected) / (Count + 2) / Splits);
        Assert.AreEqual(expected, sum / Splits, 4 * error);
        Assert.IsGreaterThanOrEqualTo(1 - Alpha, expected);
    }

    [TestMethod]
    public void Input_that_makes_no_sense_is_refused_by_name()
    {
        Assert.AreEqual("labelProbabilities", Assert.ThrowsExactly<ArgumentException>(() => ConformalThreshold.Fit([], 0.1)).ParamName);
        Assert.AreEqual("labelProbabilities", Assert.ThrowsExactly<ArgumentException>(() => ConformalThreshold.Fit([float.NaN], 0.1)).ParamName);
        foreach (double alpha in new[] { 0, 1, double.NaN })
            Assert.AreEqual("alpha", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ConformalThreshold.Fit([0.5f], alpha)).ParamName);
    }
}
