using System.Text.Json;
using Microsoft.ML.Bayesian;

namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class QuantizationComparisonTests
{
    private static readonly string[] uncertainties = ["total", "aleatoric", "epistemic"], sets = ["mnist", "ambiguous", "fashion"];

    [TestMethod]
    public void Every_quantized_model_has_the_figures_of_the_float32_model_and_its_distance_from_them_in_the_file()
    {
        JsonElement file = Write(Run("VPQ:8:after,SPQ:6:after,JQ:5+3:after"));

        JsonElement reference = file.GetProperty("reference");
        JsonElement[] rows = [.. file.GetProperty("quantized").EnumerateArray()];
        Assert.AreSequenceEqual(["VPQ 8 8 32", "SPQ 32 32 6", "JQ 5 3 8"], rows.Select(row => $"{row.GetProperty("scheme")} {row.GetProperty("meanBits")} {row.GetProperty("deviationBits")} {row.GetProperty("sampleBits")}"));
        string[] names = [.. file.GetProperty("float32").EnumerateObject().Select(property => property.Name)];
        Assert.AreSequenceEqual(names, reference.EnumerateObject().Select(property => property.Name));
        foreach (JsonElement row in rows)
        {
            Assert.IsEmpty(names.Except(row.EnumerateObject().Select(property => property.Name)));
            Assert.IsFalse(row.GetProperty("aware").GetBoolean());
            Assert.IsGreaterThan(0, row.GetProperty("seconds").GetDouble());
            double[] magnitudes = [.. uncertainties.SelectMany(part => sets.Select(set =>
            {
                double error = row.GetProperty("relativeError").GetProperty(part).GetProperty(set).GetDouble();
                Assert.AreEqual(row.GetProperty(part).GetProperty(set).GetDouble() / reference.GetProperty(part).GetProperty(set).GetDouble() - 1, error, 1e-12);
                return Math.Abs(error);
            }))];
            Assert.AreEqual(magnitudes.Average(), row.GetProperty("meanRelativeError").GetDouble(), 1e-12);
            Assert.AreEqual(magnitudes.Max(), row.GetProperty("worstRelativeError").GetDouble(), 1e-12);
        }

        // 8 bits are close, and none is exact.
        Assert.IsTrue(rows[0].GetProperty("worstRelativeError").GetDouble() is > 0 and < 0.02);
        Assert.IsLessThan(reference.GetProperty("posteriorBytes").GetInt64() / 3, rows[0].GetProperty("posteriorBytes").GetInt64());
    }

    [TestMethod]
    public void A_model_can_be_trained_on_with_quantization_in_the_loop()
    {
        var training = new Training(new BayesianModel(TinyBenchmark.Posterior(Network.Mlp(100, 100)), new InferenceOptions { SampleCount = 5 }), null);
        QuantizationComparison comparison = QuantizationComparison.Run(training, TinyBenchmark.Data(), Options("JQ:4"), _ => { }, new Silence(), CancellationToken.None);

        Assert.AreSequenceEqual([false, true], comparison.Quantized.Select(row => row.Aware));
        Assert.AreEqual(comparison.Quantized[0].PosteriorBytes, comparison.Quantized[1].PosteriorBytes);
        Assert.AreNotEqual(comparison.Quantized[0].Total, comparison.Quantized[1].Total);
    }

    [TestMethod]
    public void Without_quantization_the_file_says_nothing_of_it()
    {
        JsonElement file = Write(new ResultFile(ResultSettings.Of(new BenchmarkOptions()), Run("VPQ:8:after").Float32));

        Assert.AreSequenceEqual(["settings", "float32"], file.EnumerateObject().Select(property => property.Name));
        Assert.IsFalse(file.GetProperty("settings").TryGetProperty("quantizeSamples", out _));
    }

    [TestMethod]
    public void A_run_that_is_cancelled_keeps_the_models_that_are_done()
    {
        using var cancellation = new CancellationTokenSource();
        QuantizationComparison? last = null;

        Assert.Throws<OperationCanceledException>(() => QuantizationComparison.Run(TinyBenchmark.Training(), TinyBenchmark.Data(), Options("VPQ:8:after,VPQ:4:after,VPQ:2:after"), done =>
        {
            last = done;
            if (done.Quantized.Count == 2)
                cancellation.Cancel();
        }, new Silence(), cancellation.Token));

        Assert.AreSequenceEqual(["8", "4"], last!.Quantized.Select(row => row.Quantization.Bits));
    }

    [TestMethod]
    public void Progress_runs_from_the_first_block_of_rows_to_the_end()
    {
        var progress = new Record();
        QuantizationComparison.Run(TinyBenchmark.Training(), TinyBenchmark.Data(), Options("VPQ:8:after,JQ:4:after"), _ => { }, progress, CancellationToken.None);

        Assert.AreSequenceEqual(progress.Fractions.Order(), progress.Fractions);
        Assert.AreEqual(1, progress.Fractions[^1], 1e-12);
        Assert.HasCount(3 * 3, progress.Fractions);
    }

    private static BenchmarkOptions Options(string quantize) => BenchmarkOptions.Parse(["--quantize", quantize, "--quantize-samples", "20"]);

    private static ResultFile Run(string quantize)
    {
        BenchmarkOptions options = Options(quantize);
        Training training = TinyBenchmark.Training();
        DirtyMnistData data = TinyBenchmark.Data();
        Figures float32 = Evaluation.Of(training.Model, data, TimeSpan.FromSeconds(1), new Silence(), CancellationToken.None).Figures;
        QuantizationComparison comparison = QuantizationComparison.Run(training with { Time = TimeSpan.FromSeconds(1) }, data, options, _ => { }, new Silence(), CancellationToken.None);
        return new(ResultSettings.Of(options), float32, comparison.Reference, comparison.Quantized);
    }

    private static JsonElement Write(ResultFile file)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "results", "r.json");
            file.Write(path);
            Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(path)!));
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.Clone();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Silence : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
        }
    }

    private sealed class Record : IProgress<WorkProgress>
    {
        public List<double> Fractions { get; } = [];

        public void Report(WorkProgress value) => Fractions.Add(value.Fraction);
    }
}
