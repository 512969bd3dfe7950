namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class ParetoFrontTests
{
    [TestMethod]
    public void A_point_that_is_beaten_in_every_loss_is_not_on_the_front() =>
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Front([0.02, 700], [0.03, 90], [0.10, 20], [0.04, 95]));

    [TestMethod]
    public void Of_equal_points_all_are_on_the_front() => CollectionAssert.AreEqual(new[] { 0, 2 }, Front([1, 2], [1, 3], [1, 2]));

    [TestMethod]
    public void A_tie_in_one_loss_is_decided_by_the_other() => CollectionAssert.AreEqual(new[] { 1 }, Front([1, 3], [1, 2], [2, 2]));

    [TestMethod]
    public void With_one_loss_the_front_is_the_least() => CollectionAssert.AreEqual(new[] { 1, 3 }, Front([2], [1], [3], [1]));

    [TestMethod]
    public void A_point_with_NaN_is_never_on_the_front_and_beats_nobody()
    {
        CollectionAssert.AreEqual(new[] { 1 }, Front([double.NaN, 0], [5, 5], [0, double.NaN]));
        Assert.IsEmpty(Front([double.NaN, 0]));
        Assert.IsFalse(ParetoFront.Dominates([double.NaN, 0], [1, 1]));
        Assert.IsFalse(ParetoFront.Dominates([0, 0], [double.NaN, 1]));
    }

    [TestMethod]
    public void Infinite_losses_are_compared() => CollectionAssert.AreEqual(new[] { 0, 2 }, Front([double.NegativeInfinity, 5], [double.PositiveInfinity, 5], [double.PositiveInfinity, 4]));

    [TestMethod]
    public void No_points_have_no_front() => Assert.IsEmpty(ParetoFront.Of([]));

    [TestMethod]
    public void Points_with_different_numbers_of_losses_are_refused() => Assert.ThrowsExactly<ArgumentException>(() => ParetoFront.Of([[1, 2], [1]]));

    [TestMethod]
    public void The_front_is_what_comparing_all_pairs_says()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            // Few different values, so that ties are frequent.
            int losses = 1 + round % 3;
            double[][] points = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Enumerable.Range(0, losses).Select(_ => random.Next(9) is var n && n == 8 ? double.NaN : n / 2.0).ToArray())];
            int[] expected = [.. Enumerable.Range(0, points.Length).Where(i => !points[i].Any(double.IsNaN) && !points.Any(other =>
                other.Zip(points[i]).All(pair => pair.First <= pair.Second) && other.Zip(points[i]).Any(pair => pair.First < pair.Second)))];
            CollectionAssert.AreEqual(expected, Front(points));
        }
    }

    [TestMethod]
    public void The_order_goes_front_by_front_and_ends_with_NaN()
    {
        double[][] points = [[3, 3], [double.NaN, 0], [1, 2], [2, 1], [4, 4], [3, 3]];
        CollectionAssert.AreEqual(new[] { 2, 3, 0, 5, 4, 1 }, ParetoFront.Order(points));
    }

    [TestMethod]
    public void Within_a_front_the_ends_and_lonely_points_come_first()
    {
        double[][] points = [[0, 10], [1, 9], [1.1, 8.9], [5, 4], [10, 0]];
        CollectionAssert.AreEqual(new[] { 0, 4, 3, 2, 1 }, ParetoFront.Order(points));
    }

    [TestMethod]
    public void With_one_loss_the_order_is_that_of_the_losses() =>
        CollectionAssert.AreEqual(new[] { 3, 0, 2, 4, 1 }, ParetoFront.Order([[2.0], [double.NaN], [2.0], [1.0], [double.MaxValue]]));

    private static int[] Front(params double[][] points) => [.. ParetoFront.Of(points)];
}
