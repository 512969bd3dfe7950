namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
public sealed class InferenceOptionsTests
{
    [TestMethod]
    public void Defaults_are_100_samples_by_the_method_of_the_librarys_choice_in_64_MiB()
    {
        var options = new InferenceOptions();
        Assert.AreEqual((InferenceMethod.Auto, 100, 0UL, 67_108_864L, false), (options.Method, options.SampleCount, options.Seed, options.SampleCacheBytes, options.CorrectSampleBias));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(1_000_001)]
    public void Sample_counts_out_of_range_are_refused(int count) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new InferenceOptions { SampleCount = count }).Message, $"SampleCount must be between 1 and 1,000,000, but it is {count}");

    [TestMethod]
    public void The_ends_of_the_ranges_are_taken()
    {
        Assert.AreEqual(1, new InferenceOptions { SampleCount = 1 }.SampleCount);
        Assert.AreEqual(1_000_000, new InferenceOptions { SampleCount = 1_000_000 }.SampleCount);
        Assert.AreEqual(0, new InferenceOptions { SampleCacheBytes = 0 }.SampleCacheBytes);
    }

    [TestMethod]
    public void Unknown_methods_and_negative_memory_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new InferenceOptions { Method = (InferenceMethod)99 }).Message, "Method must be one of Auto, WeightSampling, LocalReparameterization, Hybrid, MomentPropagation, CovariancePropagation");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new InferenceOptions { SampleCacheBytes = -1 }).Message, "SampleCacheBytes");
    }
}
