using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>
/// Runs the tests of this category again in processes that are denied the processor's wider vectors, and compares the bits of a
/// prediction: how wide the vectors are must change no answer.
/// </summary>
[TestClass]
public sealed class IntrinsicsOffTests
{
    public const string Category = "Vectors";

    private const string Expected = "BAYESIANML_TEST_EXPECTED_PREDICTIONS", Denied = "BAYESIANML_TEST_DENIED_VECTORS";

    [TestMethod]
    [DataRow("DOTNET_EnableAVX512")]
    [DataRow("DOTNET_EnableAVX2")]
    [DataRow("DOTNET_EnableHWIntrinsic")]
    public void Kernels_and_predictions_stay_the_same_without(string vectors)
    {
        string assembly = typeof(IntrinsicsOffTests).Assembly.Location, host = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(host, ["--filter", $"TestCategory={Category}", "--minimum-expected-tests", "20", "--progress", "off"])
        {
            RedirectStandardOutput = true,
            Environment = { [vectors] = "0", [Expected] = PredictionHash().ToString(), [Denied] = vectors },
        };
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.AreEqual(0, child.ExitCode, output);
    }

    /// <summary>In a process of its own, the bits that the parent asks for; otherwise those of a second engine.</summary>
    [TestMethod]
    [TestCategory(Category)]
    public void Predictions_are_the_same_bits_in_every_process()
    {
        switch (Environment.GetEnvironmentVariable(Denied))
        {
            case "DOTNET_EnableAVX512":
                Assert.IsFalse(Vector512.IsHardwareAccelerated);
                break;
            case "DOTNET_EnableAVX2":
                Assert.IsFalse(Avx2.IsSupported || Fma.IsSupported);
                break;
            case "DOTNET_EnableHWIntrinsic":
                Assert.IsFalse(Vector256.IsHardwareAccelerated || Avx2.IsSupported);
                break;
        }

        Assert.AreEqual(Environment.GetEnvironmentVariable(Expected) ?? PredictionHash().ToString(), PredictionHash().ToString());
    }

    private static ulong PredictionHash() => HashCode64.Of(
        from network in EngineCases.Networks
        from method in Enum.GetValues<InferenceMethod>()
        let engine = PredictiveEngine.Create(EngineCases.Posterior(network), new InferenceOptions { Method = method, SampleCount = 20, Seed = 5 })
        from count in new[] { 1, 33 }
        from word in EnginePredictions.Of(engine, EngineCases.Rows(network, count)).Bits()
        select word);
}
