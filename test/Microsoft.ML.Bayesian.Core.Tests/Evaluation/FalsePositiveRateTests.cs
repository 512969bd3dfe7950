using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class FalsePositiveRateTests
{
    [TestMethod]
    public void Sets_that_do_not_overlap_have_rate_0_and_reversed_ones_1()
    {
        Assert.AreEqual(0, ClassificationMetrics.FalsePositiveRate([3, 4], [1, 2]));
        Assert.AreEqual(1, ClassificationMetrics.FalsePositiveRate([1, 2], [3, 4]));
    }

    [TestMethod]
    public void Nineteen_of_twenty_are_enough_for_95_percent()
    {
        float[] positives = [.. Enumerable.Range(1, 20).Select(score => (float)score)];

        Assert.AreEqual(0.5, ClassificationMetrics.FalsePositiveRate(positives, [1, 2]));
        Assert.AreEqual(1, ClassificationMetrics.FalsePositiveRate(positives, [1, 2], truePositiveRate: 1));
    }

    [TestMethod]
    public void The_rate_is_the_lowest_among_all_thresholds_that_find_enough() => Gen.Select(MetricsGenerators.Scores, MetricsGenerators.Scores).Sample((positives, negatives) =>
    {
        double Share(float[] scores, float threshold) => scores.Count(score => score >= threshold) / (double)scores.Length;
        double expected = positives.Where(threshold => Share(positives, threshold) >= 0.95 - 1e-12).Min(threshold => Share(negatives, threshold));

        Assert.AreEqual(expected, ClassificationMetrics.FalsePositiveRate(positives, negatives), 1e-12);
    }, seed: "0000KOIPHQbT1", iter: 300);

    [TestMethod]
    public void A_share_that_is_none_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassificationMetrics.FalsePositiveRate([1], [1], 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassificationMetrics.FalsePositiveRate([1], [1], 1.01));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassificationMetrics.FalsePositiveRate([1], [1], double.NaN));
    }
}
