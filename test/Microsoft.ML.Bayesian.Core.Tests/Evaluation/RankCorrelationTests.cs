using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class RankCorrelationTests
{
    [TestMethod]
    public void Scores_that_rank_alike_have_correlation_1_and_reversed_ones_minus_1()
    {
        Assert.AreEqual(1, ClassificationMetrics.RankCorrelation([1, 2, 3], [-5, 0, float.PositiveInfinity])!.Value, 1e-15);
        Assert.AreEqual(-1, ClassificationMetrics.RankCorrelation([1, 2, 3], [9, 8, 0])!.Value, 1e-15);
    }

    [TestMethod]
    public void The_textbook_formula_holds_without_ties() =>
        // 1 − 6 Σd² / (n (n² − 1)) with d = 1, −1, 0, 1, −1.
        Assert.AreEqual(1 - 6.0 * 4 / (5 * 24), ClassificationMetrics.RankCorrelation([10, 20, 30, 40, 50], [2, 1, 3, 5, 4])!.Value, 1e-15);

    [TestMethod]
    public void A_score_that_is_the_same_for_all_rows_ranks_nothing() => Assert.IsNull(ClassificationMetrics.RankCorrelation([1, 2, 3], [0, 0, 0]));

    [TestMethod]
    public void Ties_share_the_mean_of_their_ranks() => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[2, 30].Sample(rows =>
    {
        double[] first = PlainRanks([.. rows.Select(row => row.Item1)]), second = PlainRanks([.. rows.Select(row => row.Item2)]);
        double mean = (rows.Length - 1) / 2.0;
        double product = first.Zip(second, (a, b) => (a - mean) * (b - mean)).Sum();
        double squares = Math.Sqrt(first.Sum(a => (a - mean) * (a - mean))) * Math.Sqrt(second.Sum(b => (b - mean) * (b - mean)));

        double? actual = ClassificationMetrics.RankCorrelation([.. rows.Select(row => (float)row.Item1)], [.. rows.Select(row => (float)row.Item2)]);

        if (squares == 0)
            Assert.IsNull(actual);
        else
            Assert.AreEqual(product / squares, actual!.Value, 1e-12);
    }, seed: "0000KOIPHQbT1", iter: 300);

    [TestMethod]
    public void Input_that_makes_no_sense_is_refused_by_name()
    {
        Assert.AreEqual("second", Assert.ThrowsExactly<ArgumentException>(() => ClassificationMetrics.RankCorrelation([1], [])).ParamName);
        Assert.AreEqual("first", Assert.ThrowsExactly<ArgumentException>(() => ClassificationMetrics.RankCorrelation([], [])).ParamName);
        Assert.AreEqual("second", Assert.ThrowsExactly<ArgumentException>(() => ClassificationMetrics.RankCorrelation([1], [float.NaN])).ParamName);
    }

    /// <summary>How many values are smaller, and half of the others that are equal.</summary>
    private static double[] PlainRanks(int[] values) =>
        [.. values.Select(value => values.Count(other => other < value) + (values.Count(other => other == value) - 1) / 2.0)];
}
