using System.Text.Json;

namespace BayesianML.CommandLine.Tests.Commands;

[TestClass]
public sealed class EvaluateCommandTests : IDisposable
{
    private const int RowCount = 90;
    private static readonly float[] rows = TemporaryFolder.Rows(RowCount);
    private static readonly int[] labels = [.. Enumerable.Range(0, RowCount).Select(row => row % 3 == 0 ? 1 : 0)];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_figures_are_those_of_the_library()
    {
        string model = folder.SaveModel(["no", "yes"]), data = folder.Write("rows.csv", Labelled()), foreign = folder.Write("foreign.csv", TemporaryFolder.Csv([100, 0, -100, 50, 50, 50]));
        BayesianModel scoring = TemporaryFolder.CreateModel(["no", "yes"]);
        var expected = BayesianClassificationMetrics.Evaluate(scoring.Predict(rows), labels, 10, scoring.Predict([100, 0, -100, 50, 50, 50]));

        JsonElement actual = ToolRun.Json("evaluate", model, data, "--label", "answer", "--bins", "10", "--out-of-distribution", foreign);

        Assert.AreEqual(RowCount, actual.GetProperty("rowCount").GetInt32());
        Assert.AreEqual(expected.Accuracy, actual.GetProperty("accuracy").GetDouble());
        Assert.AreEqual(expected.NegativeLogLikelihood, actual.GetProperty("negativeLogLikelihood").GetDouble());
        Assert.AreEqual(expected.ExpectedCalibrationError, actual.GetProperty("expectedCalibrationError").GetDouble());
        Assert.AreEqual(
            expected.OutOfDistribution!.Detection.Epistemic.AreaUnderRocCurve,
            actual.GetProperty("outOfDistribution").GetProperty("detection").GetProperty("epistemic").GetProperty("areaUnderRocCurve").GetDouble());
        Assert.AreEqual("yes", actual.GetProperty("classes")[1].GetProperty("name").GetString());
    }

    [TestMethod]
    public void A_table_tells_the_main_figures_and_a_report_is_written()
    {
        string model = folder.SaveModel(), data = folder.Write("rows.idx", DataFiles.Idx(rows, RowCount, 3)), answers = folder.Write("labels.idx", DataFiles.Idx([.. labels.Select(label => (float)label)], RowCount));
        double accuracy = BayesianClassificationMetrics.Evaluate(TemporaryFolder.CreateModel().Predict(rows), labels).Accuracy;

        string table = ToolRun.Succeed("evaluate", model, data, "--labels", answers, "--report", folder["report.html"]);

        StringAssert.Matches(table, new($@"^accuracy +{accuracy.ToString("P2", System.Globalization.CultureInfo.InvariantCulture)}$", System.Text.RegularExpressions.RegexOptions.Multiline));
        StringAssert.Contains(File.ReadAllText(folder["report.html"]), "<svg");
    }

    [TestMethod]
    public void Rows_without_a_label_or_a_feature_are_counted_and_left_out()
    {
        string model = folder.SaveModel(["no", "yes"]), data = folder.Write("rows.csv", Labelled() + "1,2,3,\n1,,3,no\n");

        JsonElement metrics = ToolRun.Json("evaluate", model, data, "--label", "answer");

        Assert.AreEqual((RowCount, 2), (metrics.GetProperty("rowCount").GetInt32(), metrics.GetProperty("skippedRowCount").GetInt32()));
    }

    [TestMethod]
    public void Labels_are_asked_for_and_must_be_classes()
    {
        string model = folder.SaveModel(["no", "yes"]), data = folder.Write("rows.csv", "a,b,c,answer\n1,2,3,perhaps\n");

        StringAssert.Contains(ToolRun.Fail(2, "evaluate", model, data), "--label");
        StringAssert.Contains(ToolRun.Fail(2, "evaluate", model, data, "--label", "answer", "--labels", data), "not from both");
        StringAssert.Contains(ToolRun.Fail(1, "evaluate", model, data, "--label", "answer"), "The label 'perhaps' is none of the model's 2 classes: 'no', 'yes'.");
        StringAssert.Contains(ToolRun.Fail(1, "evaluate", model, data, "--labels", data), "feature columns");
    }

    private static string Labelled() => "a,b,c,answer\n" + string.Concat(rows.Chunk(3).Zip(labels, (row, label) => $"{string.Join(',', row)},{(label == 1 ? "yes" : "no")}\n"));
}
