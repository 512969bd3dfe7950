using System.Text.Json;
using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.CommandLine.Tests.Commands;

[TestClass]
public sealed class QuantizeCommandTests : IDisposable
{
    private const int RowCount = 200;
    private static readonly float[] rows = TemporaryFolder.Rows(RowCount);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_written_model_is_that_of_the_library()
    {
        string model = folder.SaveModel(["no", "yes"]), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows));

        string report = ToolRun.Succeed("quantize", model, "--scheme", "jq", "--bits", "5+3", "-c", data, "-o", folder["small.bnn"]);

        BayesianModel expected = PosteriorQuantizer.Quantize(TemporaryFolder.CreateModel(["no", "yes"]), rows, new() { MeanBits = 5, StandardDeviationBits = 3 });
        using var bytes = new MemoryStream();
        expected.Save(bytes);
        CollectionAssert.AreEqual(bytes.ToArray(), File.ReadAllBytes(folder["small.bnn"]));
        StringAssert.StartsWith(report, "posterior 208 -> ");
        new ScoreTable(ToolRun.Succeed("score", folder["small.bnn"], data).Replace("\nno,", "\n0,", StringComparison.Ordinal).Replace("\nyes,", "\n1,", StringComparison.Ordinal)).AssertIs(expected.Predict(rows));
    }

    [TestMethod]
    [DataRow("variational", "Variational", 4, 32)]
    [DataRow("spq", "Sampled", 32, 4)]
    [DataRow("Joint", "Joint", 4, 4)]
    public void Info_tells_scheme_bits_and_grids(string scheme, string name, int meanBits, int sampleBits)
    {
        ToolRun.Succeed("quantize", folder.SaveModel(), "--scheme", scheme, "--bits", "4", "-c", folder.Write("rows.csv", TemporaryFolder.Csv(rows)), "-o", folder["small.bnn"]);

        JsonElement info = ToolRun.Json("info", folder["small.bnn"]), first = info.GetProperty("layers")[0];

        Assert.AreEqual(name, info.GetProperty("scheme").GetString());
        Assert.AreEqual((meanBits, sampleBits), (first.GetProperty("meanBits").GetInt32(), first.GetProperty("sampleBits").GetInt32()));
        Assert.AreEqual(sampleBits == 32 ? JsonValueKind.Null : JsonValueKind.Object, first.GetProperty("inputs").ValueKind);
        if (sampleBits != 32)
            Assert.AreEqual(15, first.GetProperty("inputs").GetProperty("greatest").GetDouble(), 1);
        StringAssert.Contains(ToolRun.Succeed("info", folder["small.bnn"]), $"scheme          {name}\n");
    }

    [TestMethod]
    public void Labels_come_from_a_column_or_from_a_file_and_add_their_figures()
    {
        string model = folder.SaveModel(["no", "yes"]);
        string[] labels = [.. Enumerable.Range(0, RowCount).Select(row => row % 3 == 0 ? "yes" : "no")];
        string parquet = folder.Write("rows.parquet", DataFiles.Parquet(rows, labels));
        string images = folder.Write("rows.idx", DataFiles.Idx(rows, RowCount, 3)), classes = folder.Write("labels.idx", DataFiles.Idx([.. labels.Select(label => label == "yes" ? 1f : 0)], RowCount));

        JsonElement column = ToolRun.Json("quantize", model, "-c", parquet, "--label", "label", "-o", folder["small.bnn"]);
        JsonElement file = ToolRun.Json("quantize", model, "-c", images, "--labels", classes, "-o", folder["small.bnn"]);
        JsonElement none = ToolRun.Json("quantize", model, "-c", images, "-o", folder["small.bnn"]);

        Assert.AreEqual("accuracy", column.GetProperty("figures")[0].GetProperty("name").GetString());
        Assert.AreEqual(column.GetProperty("figures").ToString(), file.GetProperty("figures").ToString());
        Assert.AreEqual("total uncertainty", none.GetProperty("figures")[0].GetProperty("name").GetString());
        Assert.AreEqual(RowCount, none.GetProperty("rowCount").GetInt32());
        StringAssert.Contains(
            ToolRun.Fail(1, "quantize", model, "-c", images, "--labels", folder.Write("few.idx", DataFiles.Idx([1, 0], 2)), "-o", folder["small.bnn"]), "few.idx' has fewer labels than the data has rows.");
        StringAssert.Contains(
            ToolRun.Fail(1, "quantize", model, "-c", images, "--labels", folder.Write("strange.idx", DataFiles.Idx([.. labels.Select(_ => 7f)], RowCount)), "-o", folder["small.bnn"]),
            "The label '7' is none of the model's 2 classes: 'no', 'yes'.");
    }

    [TestMethod]
    public void A_budget_is_kept()
    {
        JsonElement report = ToolRun.Json("quantize", folder.SaveModel(), "--scheme", "vpq", "--budget-bytes", "140", "-c", folder.Write("rows.csv", TemporaryFolder.Csv(rows)), "-o", folder["small.bnn"]);

        Assert.IsLessThanOrEqualTo(140, report.GetProperty("bytesAfter").GetInt32());
    }

    [TestMethod]
    [DataRow("--bits", "9")]
    [DataRow("--bits", "5+3+1")]
    [DataRow("--bits", "4", "--budget-bytes", "100")]
    [DataRow("--budget-drift", "0.1", "--budget-bytes", "100")]
    [DataRow("--scheme", "vpq", "--sample-bits", "4")]
    [DataRow("--scheme", "spq", "--bits", "5+3")]
    [DataRow("--scheme", "none")]
    public void What_makes_no_sense_is_a_fault_of_usage(params string[] options) =>
        Assert.AreNotEqual("", ToolRun.Fail(2, ["quantize", "model.bnn", "-c", "rows.csv", "-o", folder["small.bnn"], .. options]));

    [TestMethod]
    public void A_quantized_model_is_not_quantized_again()
    {
        string data = folder.Write("rows.csv", TemporaryFolder.Csv(rows));
        ToolRun.Succeed("quantize", folder.SaveModel(), "-c", data, "-o", folder["small.bnn"]);

        Assert.AreEqual(
            "The posterior is quantized already; quantize the float32 posterior that it was made from.",
            ToolRun.Fail(1, "quantize", folder["small.bnn"], "-c", data, "-o", folder["smaller.bnn"]));
        Assert.IsFalse(File.Exists(folder["smaller.bnn"]));
    }
}
