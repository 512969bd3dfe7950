using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests;

/// <summary>What runs on a device: a program that references the quantization library and nothing above it.</summary>
[TestClass]
public sealed class DeviceTests
{
    private static readonly string Host = typeof(DeviceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "DeviceHost").Value!;

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_fresh_process_scores_a_row_as_this_one_does_without_libtorch()
    {
        NetworkArchitecture network = SamplePosteriors.SmallMlp;
        var model = new BayesianModel(PosteriorQuantizer.Quantize(SamplePosteriors.Random(network), SamplePosteriors.Rows(network, 40), QuantizationOptions.Uniform(QuantizationScheme.Joint, 4)));
        float[] row = SamplePosteriors.Rows(network, 1);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.bnn");
        try
        {
            model.Save(file);
            string[] lines = await Run(file, row);

            BayesianPrediction expected = model.Predict(row)[0];
            CollectionAssert.AreEqual((float[])[expected.Uncertainty.Epistemic, .. expected.Probabilities], lines[0].Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture)).ToArray());
            Assert.HasCount(1, lines, "Libraries of torch are in the process.");
            Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(Host)!, "*torch*", SearchOption.AllDirectories));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string[]> Run(string file, float[] row)
    {
        var start = new ProcessStartInfo("dotnet", [Host, file, .. row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
