namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class QuasiRandomNormalsTests
{
    [TestMethod]
    public void The_inverse_of_the_normal_distribution_function_is_one()
    {
        for (int step = 1; step < 2000; step++)
        {
            double probability = step / 2000.0;
            Assert.AreEqual(probability, 1 - PlainNormal.Tail(QuasiRandomNormals.InverseNormal(probability)), 1e-9);
        }

        Assert.AreEqual(-4.753424, QuasiRandomNormals.InverseNormal(1e-6), 1e-6);
        Assert.AreEqual(4.753424, QuasiRandomNormals.InverseNormal(1 - 1e-6), 1e-6);
    }

    [TestMethod]
    [DataRow(2, 3)]
    [DataRow(100, 10)]
    [DataRow(1000, 40)]
    public void Every_dimension_has_mean_0_and_variance_1_and_no_point_twice(int count, int dimensions)
    {
        float[][] points = QuasiRandomNormals.Create(count, dimensions, seed: 3);
        Assert.HasCount(dimensions, points);
        foreach (float[] coordinate in points)
        {
            Assert.HasCount(count, coordinate);
            Assert.AreEqual(0, coordinate.Average(x => (double)x), 1e-6);
            Assert.AreEqual(1, coordinate.Average(x => (double)x * x), 1e-6);
            Assert.HasCount(count, coordinate.Distinct().ToArray());
        }
    }

    [TestMethod]
    public void One_point_is_the_middle() => CollectionAssert.AreEqual(new[] { 0f }, QuasiRandomNormals.Create(1, 1, seed: 9)[0]);

    [TestMethod]
    public void Points_are_a_function_of_the_seed()
    {
        CollectionAssert.AreEqual(QuasiRandomNormals.Create(50, 3, 1)[2], QuasiRandomNormals.Create(50, 3, 1)[2]);
        CollectionAssert.AreNotEqual(QuasiRandomNormals.Create(50, 3, 1)[2], QuasiRandomNormals.Create(50, 3, 2)[2]);
    }

    /// <summary>The mean of the largest of four coordinates is 1.02938; 100 independent draws miss it by .070 (standard deviation .701).</summary>
    [TestMethod]
    public void Means_over_the_points_are_closer_than_over_as_many_independent_draws()
    {
        double[] errors = [.. Enumerable.Range(0, 40).Select(seed =>
        {
            float[][] points = QuasiRandomNormals.Create(100, 4, (ulong)seed);
            return Enumerable.Range(0, 100).Average(i => points.Max(coordinate => (double)coordinate[i])) - 1.02938;
        })];
        Assert.IsLessThan(0.035, Math.Sqrt(errors.Average(error => error * error)));
    }
}
