using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests;

/// <summary>
/// What runs on a device: samples/Device, which references the quantization library and nothing above it. The environment variable BAYESIANML_DEVICE
/// names a published one to test instead, after the emulator and its arguments where one starts it, separated as folders are in PATH.
/// </summary>
[TestClass]
public sealed class DeviceTests
{
    private static readonly string Program = typeof(DeviceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Device").Value!;

    private static readonly string[] Command = Environment.GetEnvironmentVariable("BAYESIANML_DEVICE")?.Split(Path.PathSeparator) ?? ["dotnet", Program];

    [TestMethod]
    [Timeout(120_000)]
    [DataRow(QuantizationScheme.Joint, InferenceMethod.WeightSampling)]
    [DataRow(QuantizationScheme.Sampled, InferenceMethod.WeightSampling)]
    [DataRow(QuantizationScheme.Variational, InferenceMethod.WeightSampling)]
    [DataRow(QuantizationScheme.Variational, InferenceMethod.LocalReparameterization)]
    [DataRow(QuantizationScheme.Variational, InferenceMethod.Hybrid)]
    [DataRow(QuantizationScheme.Variational, InferenceMethod.MomentPropagation)]
    [DataRow(QuantizationScheme.Variational, InferenceMethod.CovariancePropagation)]
    public async Task A_device_gives_the_same_bits_as_this_process(QuantizationScheme scheme, InferenceMethod method)
    {
        NetworkArchitecture network = SamplePosteriors.SmallConvolution;
        Posterior posterior = PosteriorQuantizer.Quantize(SamplePosteriors.Random(network), SamplePosteriors.Rows(network, 40), QuantizationOptions.Uniform(scheme, 4));
        var model = new BayesianModel(posterior, new InferenceOptions { Method = method }, ["a", "b", "c", "d"]);
        float[] rows = SamplePosteriors.Rows(network, 3);

        string[] lines = await Score(model, rows);

        Assert.AreEqual("PredictedLabel,Probability.a,Probability.b,Probability.c,Probability.d,TotalUncertainty,EpistemicUncertainty,AleatoricUncertainty,Decision", lines[0]);
        BayesianPrediction[] expected = model.Predict(rows);
        Assert.HasCount(1 + expected.Length, lines);
        foreach ((BayesianPrediction prediction, string line) in expected.Zip(lines.Skip(1)))
        {
            string[] fields = line.Split(',');
            float[] values = [.. prediction.Probabilities, prediction.Uncertainty.Total, prediction.Uncertainty.Epistemic, prediction.Uncertainty.Aleatoric];
            Assert.AreEqual(model.ClassNames![prediction.PredictedClass], fields[0]);
            CollectionAssert.AreEqual(values, fields[1..^1].Select(value => float.Parse(value, CultureInfo.InvariantCulture)).ToArray());
        }
    }

    /// <summary>One layer whose weights are 0 leaves its biases: one class leads by 8 in every sample, or none does, or either by far.</summary>
    [TestMethod]
    [Timeout(120_000)]
    [DataRow(8f, 0.01f, Decision.Accept, DisplayName = "Certain")]
    [DataRow(0f, 0.01f, Decision.RejectAleatoric, DisplayName = "Every sample undecided")]
    [DataRow(0f, 100f, Decision.RejectEpistemic, DisplayName = "Every sample certain, each of its own class")]
    public async Task An_answer_not_to_trust_is_marked(float lead, float deviation, string decision)
    {
        var network = new NetworkArchitecture(TensorShape.Flat(1), [new Dense(2, Activation.Identity)]);
        var posterior = new Posterior(network, [new LayerPosterior(new("weight", [2, 1], [0, 0], [0.01f, 0.01f]), new("bias", [2], [lead, 0], [deviation, deviation]))], new GaussianPrior());
        string[] lines = await Score(new BayesianModel(posterior), [0]);
        Assert.AreEqual(decision, lines[1].Split(',')[^1]);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_line_that_is_no_row_is_named()
    {
        var model = new BayesianModel(SamplePosteriors.Random(SamplePosteriors.SmallMlp));
        (int exitCode, string[] lines, string errors) = await Run(model, ["1,2,3,4,5,6,7", "1,2,3"]);
        Assert.AreEqual(1, exitCode);
        Assert.HasCount(2, lines);
        Assert.AreEqual("Line 2 is not a row: 7 numbers are needed, separated by commas.", errors.Trim());
    }

    [TestMethod]
    public void Nothing_of_torch_lies_beside_the_program() =>
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(Program)!, "*torch*", SearchOption.AllDirectories));

    private static async Task<string[]> Score(BayesianModel model, float[] rows)
    {
        (int exitCode, string[] lines, string errors) = await Run(model, rows.Chunk(model.Posterior.Network.InputCount)
            .Select(row => string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))));
        Assert.AreEqual(0, exitCode, errors);
        return lines;
    }

    private static async Task<(int ExitCode, string[] Lines, string Errors)> Run(BayesianModel model, IEnumerable<string> rows)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.bnn");
        try
        {
            model.Save(file);
            var start = new ProcessStartInfo(Command[0], [.. Command[1..], file]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(string.Concat(rows.Select(row => row + "\n")));
            process.StandardInput.Close();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), await errors);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
