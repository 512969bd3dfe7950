using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace BayesianML.CommandLine.Tests;

[TestClass]
public sealed class ExportCommandTests
{
    private const int Rows = 5;

    [TestMethod]
    [DataRow("moments", "moments")]
    [DataRow("moments", "covariance")]
    [DataRow("weights", "sampling")]
    public void A_graph_gives_the_figures_of_score(string graph, string method)
    {
        using var folder = new TemporaryFolder();
        string model = folder.SaveModel(["no", "yes"]), onnx = folder["model.onnx"], rows = folder.Write("rows.csv", TemporaryFolder.Csv(TemporaryFolder.Rows(Rows)));
        string[] scoring = ["--method", method, "--samples", "30", "--seed", "9"];

        StringAssert.StartsWith(ToolRun.Succeed(["export", model, "-o", onnx, "--graph", graph, .. scoring]), $"{onnx}: {graph}, 30 samples, {new FileInfo(onnx).Length:N0} bytes");

        var expected = new ScoreTable(ToolRun.Succeed(["score", model, rows, .. scoring]));
        float[] actual = Epistemic(onnx);
        for (int row = 0; row < Rows; row++)
            Assert.AreEqual(expected.Uncertainty(row).Epistemic, actual[row], 1e-5f, $"row {row}");
    }

    [TestMethod]
    public void Noise_is_an_input_of_a_graph_that_takes_it()
    {
        using var folder = new TemporaryFolder();
        JsonElement summary = ToolRun.Json("export", folder.SaveModel(), "-o", folder["noise.onnx"], "--graph", "noise");

        Assert.AreEqual(("noise", 20, new FileInfo(folder["noise.onnx"]).Length),
            (summary.GetProperty("graph").GetString(), summary.GetProperty("samples").GetInt32(), summary.GetProperty("bytes").GetInt64()));
        using var session = new InferenceSession(folder["noise.onnx"]);
        CollectionAssert.AreEquivalent(new[] { "Features", "Noise" }, session.InputNames.ToArray());
    }

    [TestMethod]
    public void What_cannot_be_written_is_said_in_a_sentence_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        string model = folder.SaveModel(), small = folder["small.bnn"], rows = folder.Write("rows.csv", TemporaryFolder.Csv(TemporaryFolder.Rows(Rows)));
        ToolRun.Succeed("quantize", model, "--calibration", rows, "-o", small);

        StringAssert.Contains(ToolRun.Fail(ExitCode.Failure, "export", small, "-o", folder["small.onnx"]), "before quantization");
        StringAssert.Contains(ToolRun.Fail(ExitCode.Usage, "export", model, "-o", folder["x.onnx"], "--graph", "picture"), "moments, weights, noise");
        CollectionAssert.AreEqual(new[] { "model.bnn", "rows.csv", "small.bnn" }, folder.Files());
    }

    private static float[] Epistemic(string onnx)
    {
        using var session = new InferenceSession(onnx);
        using var run = new RunOptions();
        using OrtValue features = OrtValue.CreateTensorValueFromMemory(TemporaryFolder.Rows(Rows), [Rows, TemporaryFolder.Width]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, ["Features"], [features], ["EpistemicUncertainty"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
