using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>Reruns the tests of vector code in a process whose processor seems to know less.</summary>
[TestClass]
public sealed class QuantizedVectorWidthTests
{
    /// <summary>The category of the tests that are rerun.</summary>
    public const string Category = "VectorWidth";

    [TestMethod]
    [DataRow("DOTNET_EnableAVX512")]
    [DataRow("DOTNET_EnableAVX2")]
    [DataRow("DOTNET_EnableHWIntrinsic")]
    public async Task Draws_and_products_pass_their_tests_without(string instructions)
    {
        string assembly = typeof(QuantizedVectorWidthTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, "--filter", $"TestCategory={Category}"])
        {
            RedirectStandardOutput = true,
            Environment = { [instructions] = "0" },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.FileName = Environment.ProcessPath!;

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.AreEqual(0, process.ExitCode, output);
    }

    [TestMethod]
    [TestCategory(Category)]
    public void The_process_knows_only_what_it_was_allowed()
    {
        if (IsOff("DOTNET_EnableAVX512"))
            Assert.IsFalse(Avx512BW.IsSupported);
        if (IsOff("DOTNET_EnableAVX2"))
            Assert.IsFalse(Avx2.IsSupported);
        if (IsOff("DOTNET_EnableHWIntrinsic"))
            Assert.IsFalse(Vector128.IsHardwareAccelerated);

        static bool IsOff(string variable) => Environment.GetEnvironmentVariable(variable) == "0";
    }
}
