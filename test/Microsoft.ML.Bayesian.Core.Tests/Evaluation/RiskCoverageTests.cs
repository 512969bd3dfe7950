using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class RiskCoverageTests
{
    [TestMethod]
    public void The_area_is_the_mean_risk_over_all_coverages()
    {
        RiskCoverageCurve curve = ClassificationMetrics.RiskCoverage([0.9f, 0.1f, 0.4f, 0.2f], [false, true, false, true]);

        Assert.AreEqual((0 + 0 + 1.0 / 3 + 2.0 / 4) / 4, curve.Area, 1e-15);
        CollectionAssert.AreEqual(
            new RiskCoveragePoint[] { new(0.25, 0, 0.1f), new(0.5, 0, 0.2f), new(0.75, 1.0 / 3, 0.4f), new(1, 0.5, 0.9f) }, curve.Points.ToArray());
    }

    [TestMethod]
    public void An_uncertainty_that_ranks_nothing_has_the_risk_of_answering_everything_as_its_area()
    {
        RiskCoverageCurve curve = ClassificationMetrics.RiskCoverage([1, 1, 1, 1], [true, false, true, true]);

        Assert.AreEqual(0.25, curve.Area, 1e-15);
        CollectionAssert.AreEqual(new RiskCoveragePoint[] { new(1, 0.25, 1) }, curve.Points.ToArray());
    }

    [TestMethod]
    public void Ties_count_as_the_mean_over_their_orders() => Gen.Select(Gen.Int[0, 2], Gen.Bool).Array[1, 6].Sample(rows =>
    {
        double[] areas = [.. Orders(rows).Where(order => order.Zip(order.Skip(1)).All(pair => pair.First.Item1 <= pair.Second.Item1)).Select(PlainArea)];

        double actual = ClassificationMetrics.RiskCoverage([.. rows.Select(row => (float)row.Item1)], [.. rows.Select(row => row.Item2)]).Area;

        Assert.AreEqual(areas.Average(), actual, 1e-12);
    }, seed: "0000KOIPHQbT1", iter: 100);

    [TestMethod]
    public void A_long_curve_is_drawn_with_few_points_that_lie_on_it()
    {
        var random = new Random(4);
        float[] uncertainties = [.. Enumerable.Range(0, 5000).Select(_ => random.NextSingle())];
        bool[] right = [.. uncertainties.Select(uncertainty => random.NextSingle() > uncertainty)];

        IReadOnlyList<RiskCoveragePoint> points = ClassificationMetrics.RiskCoverage(uncertainties, right).Points;

        Assert.IsLessThanOrEqualTo(201, points.Count);
        Assert.AreEqual(1, points[^1].Coverage);
        foreach (RiskCoveragePoint point in points)
        {
            bool[] answered = [.. right.Where((_, row) => uncertainties[row] <= point.Threshold)];
            Assert.AreEqual(answered.Length / 5000.0, point.Coverage, 1e-12);
            Assert.AreEqual(answered.Count(isRight => !isRight) / (double)answered.Length, point.Risk, 1e-12);
        }
    }

    [TestMethod]
    public void Input_that_makes_no_sense_is_refused_by_name()
    {
        Assert.AreEqual("isRight", Assert.ThrowsExactly<ArgumentException>(() => ClassificationMetrics.RiskCoverage([1], [])).ParamName);
        Assert.AreEqual("uncertainties", Assert.ThrowsExactly<ArgumentException>(() => ClassificationMetrics.RiskCoverage([], [])).ParamName);
        Assert.AreEqual("uncertainties", Assert.ThrowsExactly<ArgumentException>(() => ClassificationMetrics.RiskCoverage([float.NaN], [true])).ParamName);
    }

    private static double PlainArea((int, bool IsRight)[] order) =>
        Enumerable.Range(1, order.Length).Average(answered => order.Take(answered).Count(row => !row.IsRight) / (double)answered);

    private static IEnumerable<(int, bool)[]> Orders((int, bool)[] rows) => rows.Length == 0
        ? [[]]
        : Enumerable.Range(0, rows.Length).SelectMany(first => Orders([.. rows.Where((_, row) => row != first)]).Select(rest => ((int, bool)[])[rows[first], .. rest]));
}
