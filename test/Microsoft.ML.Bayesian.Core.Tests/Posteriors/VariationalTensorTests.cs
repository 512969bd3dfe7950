namespace Microsoft.ML.Bayesian.Core.Tests.Posteriors;

[TestClass]
public sealed class VariationalTensorTests
{
    [TestMethod]
    public void Values_are_kept_as_given()
    {
        var tensor = new VariationalTensor("dense1.weight", [2, 3], [1, 2, 3, 4, 5, 6], [1e-30f, 1, 1, 1, 1, 1e30f]);
        Assert.AreEqual(6, tensor.Length);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, tensor.Mean.ToArray());
        Assert.AreEqual(1e30f, tensor.StandardDeviation.ToArray()[5]);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-0.1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Standard_deviations_that_are_not_finite_and_positive_are_refused(float deviation)
    {
        ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("dense1.bias", [2], [0, 0], [1, deviation]));
        Assert.AreEqual("standardDeviation", refusal.ParamName);
        StringAssert.Contains(refusal.Message, "'dense1.bias': standard deviation 1 is");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void Means_that_are_not_finite_are_refused(float mean)
    {
        ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("dense1.bias", [3], [0, 0, mean], [1, 1, 1]));
        Assert.AreEqual("mean", refusal.ParamName);
        StringAssert.Contains(refusal.Message, "'dense1.bias': mean 2");
    }

    [TestMethod]
    public void Sizes_and_counts_must_agree()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("w", [2, 3], [1, 2], [1, 2])).Message, "[2, 3] needs 6 means and standard deviations, but there are 2 and 2");
        Assert.AreEqual("shape", Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("w", [-1, -2], [1, 2], [1, 2])).ParamName);
        Assert.AreEqual("shape", Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("w", [0], [], [])).ParamName);
        Assert.AreEqual("shape", Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("w", [65_536, 65_536], [], [])).ParamName);
        Assert.ThrowsExactly<ArgumentException>(() => new VariationalTensor("", [1], [1], [1]));
    }

    [TestMethod]
    public void Single_precision_storage_copies_what_it_is_given_and_gives_any_run_of_it()
    {
        float[] values = [1, 2, 3, 4];
        var storage = new Float32Storage(values);
        values[0] = 99;
        var run = new float[2];
        storage.CopyTo(1, run);
        CollectionAssert.AreEqual(new float[] { 2, 3 }, run);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, storage.ToArray());
        Assert.AreEqual((4, 16L), (storage.Length, storage.ByteCount));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => storage.CopyTo(3, run));
    }
}
