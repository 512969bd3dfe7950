using System.Text.Json;

namespace BayesianML.CommandLine.Tests.Commands;

[TestClass]
public sealed class ExperimentCommandTests : IDisposable
{
    private const int RowCount = 120;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_best_model_is_kept_and_scores_the_raw_rows()
    {
        string data = folder.Write("rows.csv", Labelled());
        ToolRun run = ToolRun.Of("experiment", data, "--label", "answer", "--divide", "10", "--trials", "2", "--epochs", "6", "--samples", "20", "--seed", "1",
            "--checkpoint", folder["trials.jsonl"], "-o", folder.Model, "--json");
        RequireLibTorch(run);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(3, run.Error.Split(Environment.NewLine), run.Error);

        JsonElement summary = JsonDocument.Parse(run.Output).RootElement;
        BayesianModel model = BayesianModel.Load(folder.Model);

        Assert.AreEqual((2, 0, "TrialLimit"), (summary.GetProperty("trials").GetInt32(), summary.GetProperty("failedTrials").GetInt32(), summary.GetProperty("end").GetString()));
        Assert.IsGreaterThan(0.5, summary.GetProperty("front")[0].GetProperty("objectives").GetProperty("accuracy").GetDouble());
        Assert.AreEqual(new InputNormalization(divisor: 10), model.InputNormalization);
        CollectionAssert.AreEqual(new[] { "9", "10" }, model.ClassNames!.ToArray());
        Assert.AreEqual(RowCount, ToolRun.Json("evaluate", folder.Model, data, "--label", "answer").GetProperty("rowCount").GetInt32());

        ToolRun resumed = ToolRun.Of("experiment", data, "--label", "answer", "--divide", "10", "--trials", "2", "--epochs", "6", "--samples", "20", "--seed", "1",
            "--checkpoint", folder["trials.jsonl"], "-o", folder["again.bnn"]);
        Assert.AreEqual(0, resumed.ExitCode, resumed.Error);
        StringAssert.Contains(resumed.Output, "2 trials, 0 failed; ended by TrialLimit");
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.Model), File.ReadAllBytes(folder["again.bnn"]));
    }

    [TestMethod]
    [DataRow("--label", "answer")]
    [DataRow("--trials", "1")]
    [DataRow("--label", "answer", "--trials", "1", "--objectives", "accuracy,epistemic-auroc")]
    [DataRow("--label", "answer", "--trials", "1", "--objectives", "accuracy,accuracy")]
    [DataRow("--label", "answer", "--trials", "1", "--objectives", "speed")]
    public void What_makes_no_sense_is_a_fault_of_usage(params string[] options) =>
        Assert.AreNotEqual("", ToolRun.Fail(2, ["experiment", "rows.csv", "-o", folder.Model, .. options]));

    [TestMethod]
    public void A_folder_that_is_not_that_of_libtorch_is_named() =>
        StringAssert.Contains(ToolRun.Fail(1, "experiment", folder.Write("rows.csv", Labelled()), "--label", "answer", "--trials", "1", "-o", folder.Model, "--libtorch", folder.Root), folder.Root);

    private static void RequireLibTorch(ToolRun run)
    {
        if (run.Error.Contains("libtorch", StringComparison.Ordinal))
            Assert.Inconclusive(run.Error);
    }

    private static string Labelled() => "a,b,c,answer\n" + string.Concat(Enumerable.Range(0, RowCount).Select(row =>
        row % 2 == 0 ? $"{row % 7},{row % 5},{row % 3},9\n" : $"{20 + row % 7},{20 + row % 5},{20 + row % 3},10\n"));
}
