namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class LibTorchTests
{
    [TestMethod]
    public void A_missing_libtorch_is_explained_with_the_packages_to_choose_from()
    {
        Exception[] failures =
        [
            new TypeInitializationException("TorchSharp.torch", new NotSupportedException("no native library")),
            new NotSupportedException("no native library\n\nTrace of many lines"),
            new DllNotFoundException("no native library"),
        ];
        foreach (Exception failure in failures)
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => LibTorch.EnsureLoaded(() => throw failure));
            foreach (string part in new[] { "TorchSharp-cpu", "TorchSharp-cuda-windows", "TorchSharp-cuda-linux", "GLIBCXX_3.4.32", "no native library", "0.107.0" })
                Assert.Contains(part, error.Message);
            Assert.DoesNotContain("Trace", error.Message);
            Assert.AreSame(failure, error.InnerException);
        }
    }

    [TestMethod]
    public void Other_failures_pass_unchanged() =>
        Assert.ThrowsExactly<InvalidTimeZoneException>(() => LibTorch.EnsureLoaded(() => throw new InvalidTimeZoneException()));
}
