using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class RankingMetricsTests
{
    [TestMethod]
    public void A_higher_score_means_positive()
    {
        Assert.AreEqual(1, ClassificationMetrics.AreaUnderRocCurve(positiveScores: [3, 2], negativeScores: [1, -1]));
        Assert.AreEqual(0, ClassificationMetrics.AreaUnderRocCurve(positiveScores: [1, -1], negativeScores: [3, 2]));
        Assert.AreEqual(1, ClassificationMetrics.AveragePrecision(positiveScores: [3, 2], negativeScores: [1, -1]));
    }

    [TestMethod]
    public void Ties_count_half()
    {
        Assert.AreEqual(0.5, ClassificationMetrics.AreaUnderRocCurve([1, 1, 1], [1, 1]));
        Assert.AreEqual(0.875, ClassificationMetrics.AreaUnderRocCurve([0.8f, 0.3f], [0.1f, 0.3f]));
        Assert.AreEqual(0.5, ClassificationMetrics.AreaUnderRocCurve([0f], [-0f]));
    }

    [TestMethod]
    public void The_area_equals_the_share_of_pairs_won() => Gen.Select(MetricsGenerators.Scores, MetricsGenerators.Scores).Sample((positives, negatives) =>
    {
        double won = positives.Sum(positive => negatives.Sum(negative => positive > negative ? 1 : positive == negative ? 0.5 : 0));

        Assert.AreEqual(won / (positives.Length * negatives.Length), ClassificationMetrics.AreaUnderRocCurve(positives, negatives), 1e-12);
    }, seed: "0000KOIPHQbT4", iter: 500);

    [TestMethod]
    public void Negated_scores_give_the_complement() => Gen.Select(MetricsGenerators.Scores, MetricsGenerators.Scores).Sample((positives, negatives) =>
    {
        double area = ClassificationMetrics.AreaUnderRocCurve(positives, negatives);
        double negated = ClassificationMetrics.AreaUnderRocCurve([.. positives.Select(score => -score)], [.. negatives.Select(score => -score)]);

        Assert.AreEqual(area, 1 - negated, 1e-12);
    }, seed: "0000KOIPHQbT5", iter: 500);

    [TestMethod]
    public void The_average_precision_equals_its_definition() => Gen.Select(MetricsGenerators.Scores, MetricsGenerators.Scores).Sample((positives, negatives) =>
    {
        double sum = 0, lastRecall = 0;
        foreach (float threshold in positives.Concat(negatives).Distinct().OrderDescending())
        {
            double found = positives.Count(score => score >= threshold), wrong = negatives.Count(score => score >= threshold);
            sum += (found / positives.Length - lastRecall) * (found / (found + wrong));
            lastRecall = found / positives.Length;
        }

        Assert.AreEqual(sum, ClassificationMetrics.AveragePrecision(positives, negatives), 1e-12);
    }, seed: "0000KOIPHQbT6", iter: 500);

    [TestMethod]
    public void The_order_of_the_scores_does_not_matter() => Gen.Select(MetricsGenerators.Scores, MetricsGenerators.Scores).Sample((positives, negatives) =>
    {
        float[] reversedPositives = [.. positives.AsEnumerable().Reverse()], reversedNegatives = [.. negatives.AsEnumerable().Reverse()];

        Assert.AreEqual(ClassificationMetrics.AreaUnderRocCurve(positives, negatives), ClassificationMetrics.AreaUnderRocCurve(reversedPositives, reversedNegatives));
        Assert.AreEqual(ClassificationMetrics.AveragePrecision(positives, negatives), ClassificationMetrics.AveragePrecision(reversedPositives, reversedNegatives));
    }, seed: "0000KOIPHQbT7", iter: 200);

    [TestMethod]
    public void Many_pairs_do_not_overflow()
    {
        var positives = new float[200_000];
        Array.Fill(positives, 1f);

        Assert.AreEqual(1, ClassificationMetrics.AreaUnderRocCurve(positives, new float[200_000]));
    }

    [TestMethod]
    public void Empty_sets_and_NaN_are_refused_by_name()
    {
        Refuses("positiveScores", () => ClassificationMetrics.AreaUnderRocCurve([], [1]));
        Refuses("negativeScores", () => ClassificationMetrics.AreaUnderRocCurve([1], []));
        Refuses("positiveScores", () => ClassificationMetrics.AveragePrecision([float.NaN], [1]));
        Refuses("negativeScores", () => ClassificationMetrics.AveragePrecision([1], [0, float.NaN]));
    }

    private static void Refuses(string argument, Action call) => Assert.AreEqual(argument, Assert.ThrowsExactly<ArgumentException>(call).ParamName);
}
