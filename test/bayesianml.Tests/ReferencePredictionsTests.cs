using System.Text.Json;

namespace BayesianML.CommandLine.Tests;

/// <summary>
/// Two posteriors that another group trained, imported and scored by the program, against an independent program's 4,000 weight samples in double precision. The
/// standard error of a difference is bounded by that of events, √(2p(1−p)/4000); 4.5 of them give 3,072 comparisons a false-alarm rate of at most 2.1 %. The seed is fixed.
/// </summary>
[TestClass]
public sealed class ReferencePredictionsTests
{
    private const int Samples = 4000, Images = 64, Classes = 10;
    private const double StandardErrors = 4.5, Rounding = 2e-6;

    [TestMethod]
    [DataRow("mlp-784-100-100-10", "mlp:784-100-100-10", "mnist", 0)]
    [DataRow("mlp-784-100-100-10", "mlp:784-100-100-10", "fashion-mnist", Images)]
    [DataRow("lenet5-dirty-mnist", "lenet5", "mnist", 0)]
    [DataRow("lenet5-dirty-mnist", "lenet5", "fashion-mnist", Images)]
    public void Scores_of_raw_pixels_agree_with_the_reference(string name, string network, string set, int firstReference)
    {
        string source = TestData.Require($"posteriors/{name}.safetensors"), images = TestData.Require($"{set}/t10k-images-idx3-ubyte.gz");
        using var folder = new TemporaryFolder();
        ToolRun.Succeed("import", source, "--network", network, "--mean", "0.1307", "--deviation", "0.3081", "--divide", "255", "-o", folder.Model);
        ToolRun.Succeed("score", folder.Model, images, "--take", $"{Images}", "--samples", $"{Samples}", "--method", "sampling", "-o", folder["out.csv"]);

        var scores = new ScoreTable(File.ReadAllText(folder["out.csv"]));
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", $"predictive_{name}.json")));
        Assert.AreEqual(Images, scores.Count);
        for (int row = 0; row < Images; row++)
        {
            double[] expected = [.. golden.RootElement.GetProperty("probabilities")[firstReference + row].EnumerateArray().Select(value => value.GetDouble())];
            float[] actual = scores.Probabilities(row);
            for (int i = 0; i < Classes; i++)
            {
                double pooled = (expected[i] + actual[i]) / 2, error = Math.Sqrt(2 * pooled * (1 - pooled) / Samples);
                Assert.AreEqual(expected[i], actual[i], StandardErrors * error + Rounding, $"row {row}, class {i}");
            }

            // An entropy is at most ln 10, and a sample's has a variance of at most (ln 10)²/4.
            double entropyError = StandardErrors * Math.Log(Classes) / 2 * Math.Sqrt(2.0 / Samples);
            double aleatoric = golden.RootElement.GetProperty("aleatoric")[firstReference + row].GetDouble(), total = golden.RootElement.GetProperty("total")[firstReference + row].GetDouble();
            Assert.AreEqual(aleatoric, scores.Uncertainty(row).Aleatoric, entropyError, $"row {row}");
            Assert.AreEqual(total, scores.Uncertainty(row).Total, 2 * entropyError, $"row {row}");
            Assert.AreEqual(scores.Uncertainty(row).Total - scores.Uncertainty(row).Aleatoric, scores.Uncertainty(row).Epistemic, 1e-5f);
            if (expected.Max() > 0.6)
                Assert.AreEqual($"{Array.IndexOf(expected, expected.Max())}", scores.Label(row));
        }
    }
}
