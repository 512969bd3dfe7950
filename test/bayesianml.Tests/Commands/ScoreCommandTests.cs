using System.Text.Json;
using Parquet;

namespace BayesianML.CommandLine.Tests.Commands;

[TestClass]
public sealed class ScoreCommandTests : IDisposable
{
    private const int RowCount = 70;
    private static readonly float[] rows = TemporaryFolder.Rows(RowCount);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Every_format_gives_the_same_scores_as_the_library()
    {
        string model = folder.SaveModel();
        string[] data =
        [
            folder.Write("rows.csv", TemporaryFolder.Csv(rows)),
            folder.Write("rows.tsv", TemporaryFolder.Csv(rows).Replace(',', '\t')),
            folder.Write("rows.csv.gz", DataFiles.Gzip(System.Text.Encoding.UTF8.GetBytes(TemporaryFolder.Csv(rows)))),
            folder.Write("rows-idx2-ubyte", DataFiles.Idx(rows, RowCount, 3)),
            folder.Write("rows-idx3-ubyte.gz", DataFiles.Gzip(DataFiles.Idx(rows, RowCount, 3, 1))),
            folder.Write("rows.idx", DataFiles.IdxOfDoubles(rows, RowCount, 3)),
        ];
        foreach (string file in data)
            new ScoreTable(ToolRun.Succeed("score", model, file)).AssertIs(TemporaryFolder.CreateModel().Predict(rows));
        string parquet = folder.Write("rows.parquet", DataFiles.Parquet(rows, [.. Enumerable.Repeat("x", RowCount)]));
        new ScoreTable(ToolRun.Succeed("score", model, parquet, "--label", "label")).AssertIs(TemporaryFolder.CreateModel().Predict(rows));
        new ScoreTable(ToolRun.Succeed("score", model, parquet, "--features", "a,b,c")).AssertIs(TemporaryFolder.CreateModel().Predict(rows));
    }

    [TestMethod]
    public void The_header_names_what_stands_below()
    {
        string model = folder.SaveModel(["no", "yes, \"really\""]), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows));

        string[] lines = ToolRun.Succeed("score", model, data).Split('\n');

        Assert.AreEqual("PredictedLabel,Probability.no,\"Probability.yes, \"\"really\"\"\",TotalUncertainty,EpistemicUncertainty,AleatoricUncertainty", lines[0]);
        Assert.IsTrue(lines[1..^1].All(line => line.StartsWith("no,", StringComparison.Ordinal) || line.StartsWith("\"yes, \"\"really\"\"\",", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Rows_are_skipped_and_taken()
    {
        string model = folder.SaveModel();
        BayesianPrediction[] expected = TemporaryFolder.CreateModel().Predict(rows);
        foreach (string data in new[] { folder.Write("rows.csv", TemporaryFolder.Csv(rows)), folder.Write("rows.idx", DataFiles.Idx(rows, RowCount, 3)) })
        {
            new ScoreTable(ToolRun.Succeed("score", model, data, "--skip", "10", "--take", "5")).AssertIs(expected[10..15]);
            new ScoreTable(ToolRun.Succeed("score", model, data, "--skip", "68", "--take", "5")).AssertIs(expected[68..]);
            StringAssert.Contains(ToolRun.Fail(1, "score", model, data, "--skip", "71"), "The data has 70 rows");
        }

        string parquet = folder.Write("rows.parquet", DataFiles.Parquet(rows, [.. Enumerable.Repeat("x", RowCount)]));
        new ScoreTable(ToolRun.Succeed("score", model, parquet, "--label", "label", "--skip", "30", "--take", "10")).AssertIs(expected[30..40]);
    }

    [TestMethod]
    public void Options_of_inference_replace_those_of_the_model()
    {
        string model = folder.SaveModel(), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows));
        BayesianModel other = TemporaryFolder.CreateModel().With(new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 33, Seed = 9 });

        new ScoreTable(ToolRun.Succeed("score", model, data, "--samples", "33", "--seed", "9", "--method", "sampling")).AssertIs(other.Predict(rows));
    }

    [TestMethod]
    [DataRow("auto", InferenceMethod.Auto)]
    [DataRow("local-reparameterization", InferenceMethod.LocalReparameterization)]
    [DataRow("hybrid", InferenceMethod.Hybrid)]
    [DataRow("moments", InferenceMethod.MomentPropagation)]
    [DataRow("covariance", InferenceMethod.CovariancePropagation)]
    public void Every_method_has_a_name(string name, InferenceMethod method)
    {
        string model = folder.SaveModel(), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows));
        BayesianModel other = TemporaryFolder.CreateModel().With(new InferenceOptions { Method = method, SampleCount = 20, Seed = 5, CorrectSampleBias = true });

        new ScoreTable(ToolRun.Succeed("score", model, data, "--method", name, "--correct-sample-bias")).AssertIs(other.Predict(rows));
    }

    [TestMethod]
    public void A_file_without_a_header_is_read_by_position()
    {
        string model = folder.SaveModel(), data = folder.Write("rows.csv", "0;1;2;x\n3;4;5;y\n");

        new ScoreTable(ToolRun.Succeed("score", model, data, "--no-header", "--label", "3")).AssertIs(TemporaryFolder.CreateModel().Predict([0, 1, 2, 3, 4, 5]));
    }

    [TestMethod]
    public void A_row_that_misses_a_feature_has_no_answer()
    {
        string model = folder.SaveModel(), data = folder.Write("rows.csv", "a,b,c\n1,,3\n1,2,3\n?,2,3\n1,NaN,3\n");

        string[] lines = ToolRun.Succeed("score", model, data).Split('\n');
        JsonElement summary = ToolRun.Json("score", model, data, "-o", folder["out.csv"]);

        Assert.AreEqual(",NaN,NaN,NaN,NaN,NaN", lines[1]);
        Assert.AreEqual(lines[1], lines[3]);
        Assert.AreEqual(lines[1], lines[4]);
        Assert.DoesNotContain("NaN", lines[2]);
        Assert.AreEqual((4, 3), (summary.GetProperty("rows").GetInt32(), summary.GetProperty("unscoredRows").GetInt32()));
    }

    [TestMethod]
    public void Parquet_holds_the_same_as_text()
    {
        string model = folder.SaveModel(["no", "yes"]), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows) + "1,,2\n");
        var text = new ScoreTable(ToolRun.Succeed("score", model, data));

        ToolRun.Succeed("score", model, data, "-o", folder["out.parquet"]);

        using FileStream file = File.OpenRead(folder["out.parquet"]);
        ParquetReader reader = ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        Parquet.Schema.DataField[] fields = reader.Schema.GetDataFields();
        CollectionAssert.AreEqual(text.Header, fields.Select(field => field.Name).ToArray());
        var labels = new string?[group.RowCount];
        group.ReadAsync(fields[0], labels.AsMemory()).AsTask().GetAwaiter().GetResult();
        var epistemic = new float[group.RowCount];
        group.ReadAsync<float>(fields[^2], epistemic.AsMemory()).AsTask().GetAwaiter().GetResult();
        CollectionAssert.AreEqual(Enumerable.Range(0, RowCount).Select(text.Label).Append(null).ToArray(), labels);
        CollectionAssert.AreEqual(Enumerable.Range(0, RowCount + 1).Select(row => text.Uncertainty(row).Epistemic).ToArray(), epistemic);
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [TestMethod]
    public void An_output_is_replaced_and_an_unfinished_one_is_not_left()
    {
        string model = folder.SaveModel(), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows)), target = folder.Write("out.csv", "before");
        string bad = folder.Write("bad.csv", TemporaryFolder.Csv(rows) + "1,two,3\n");
        string[] files = folder.Files();

        StringAssert.Contains(ToolRun.Fail(1, "score", model, bad, "-o", target), "Line 72 of 'bad.csv' has 'two' in column 'b', which is no number.");
        Assert.AreEqual("before", File.ReadAllText(target));
        StringAssert.Contains(ToolRun.Succeed("score", model, data, "-o", target), "70 rows scored");

        Assert.AreEqual(RowCount, new ScoreTable(File.ReadAllText(target)).Count);
        CollectionAssert.AreEqual(files, folder.Files());
    }

    [TestMethod]
    public void A_cancelled_run_says_so_and_leaves_nothing()
    {
        string model = folder.SaveModel(), data = folder.Write("rows.csv", TemporaryFolder.Csv(rows));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        ToolRun run = ToolRun.Of(cancellation.Token, "score", model, data, "-o", folder["out.csv"]);

        Assert.AreEqual((130, "", $"Cancelled.{Environment.NewLine}"), (run.ExitCode, run.Output, run.Error));
        CollectionAssert.AreEqual(new[] { "model.bnn", "rows.csv" }, folder.Files());
    }

    [TestMethod]
    public void Data_that_do_not_fit_are_refused_by_name()
    {
        string model = folder.SaveModel();
        foreach ((string name, string content, string problem) in new[]
        {
            ("wide.csv", "a,b,c,d\n1,2,3,4\n", "'wide.csv' has 4 feature columns, but the model has 3 inputs"),
            ("ragged.csv", "a,b,c\n1,2\n", "Line 2 of 'ragged.csv' has 2 columns, but the first line has 3."),
            ("empty.csv", "", "'empty.csv' is empty."),
        })
        {
            StringAssert.Contains(ToolRun.Fail(1, "score", model, folder.Write(name, content)), problem);
        }

        string csv = folder.Write("rows.csv", TemporaryFolder.Csv(rows));
        StringAssert.Contains(ToolRun.Fail(1, "score", model, csv, "--label", "d"), "'rows.csv' has no column 'd'; it has 'a', 'b', 'c'.");
        StringAssert.Contains(ToolRun.Fail(1, "score", model, folder.Write("wide.idx", DataFiles.Idx(rows, 35, 2, 3))), "'wide.idx' has 6 values per row (35 x 2 x 3), but 3 are needed.");
        StringAssert.Contains(ToolRun.Fail(1, "score", model, folder.Write("short.idx", DataFiles.Idx(rows, RowCount, 3)[..^1]), "-o", folder["out.csv"]), "'short.idx' ends within row 69 of 70.");
        StringAssert.Contains(ToolRun.Fail(1, "score", model, folder.Write("bad.parquet", "PAR1 and nothing else")), "'bad.parquet' is damaged");
        StringAssert.Contains(ToolRun.Fail(1, "score", csv, csv), "rows.csv' is no model: ");
        StringAssert.Contains(ToolRun.Fail(1, "score", model, folder["missing.csv"]), "missing.csv");
    }

    [TestMethod]
    public void Json_needs_a_file_for_the_scores() =>
        StringAssert.Contains(ToolRun.Fail(2, "score", "model.bnn", "rows.csv", "--json"), "--output");
}
