using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Transformed data are scored in blocks, which nobody may notice but by the clock.</summary>
[TestClass]
public sealed class BatchScoringTests
{
    private readonly MLContext mlContext = new(1);

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(48)]
    [DataRow(49)]
    [DataRow(1500)]
    public void Rows_in_blocks_score_like_rows_alone(int count)
    {
        ITransformer transformer = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.Single));
        IDataView data = Clusters.View(mlContext, LabelKind.Single, Clusters.Rows(count, seed: 9));
        ScoredRow[] actual = ScoredRow.All(transformer.Transform(data));

        // The view that ML.NET itself builds over a row mapper.
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        using DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        ValueGetter<VBuffer<float>> score = row.GetGetter<VBuffer<float>>(row.Schema["Score"]);
        ValueGetter<float> epistemic = row.GetGetter<float>(row.Schema["EpistemicUncertainty"]);
        VBuffer<float> expectedScore = default;
        float expectedEpistemic = 0;

        Assert.HasCount(count, actual);
        foreach (ScoredRow scored in actual)
        {
            cursor.MoveNext();
            score(ref expectedScore);
            epistemic(ref expectedEpistemic);
            CollectionAssert.AreEqual(expectedScore.DenseValues().ToArray(), scored.Score);
            Assert.AreEqual(expectedEpistemic, scored.Epistemic);
        }
    }

    [TestMethod]
    public void Columns_of_the_input_pass_unchanged_beside_the_new_ones()
    {
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey));
        Clusters.Row[] rows = Clusters.Rows(100);
        IDataView scored = transformer.Transform(Clusters.View(mlContext, LabelKind.TextKey, rows));

        Passed[] actual = [.. mlContext.Data.CreateEnumerable<Passed>(scored, reuseRowObject: false)];

        CollectionAssert.AreEqual(rows.Select(row => row.Name).ToArray(), actual.Select(row => row.Name).ToArray());
        CollectionAssert.AreEqual(rows.Select(row => row.Weight).ToArray(), actual.Select(row => row.Weight).ToArray());
        CollectionAssert.AreEqual(rows.SelectMany(row => row.Features).ToArray(), actual.SelectMany(row => row.Features).ToArray());
        CollectionAssert.AreEqual(ScoredRow.All(scored).Select(row => row.Total).ToArray(), actual.Select(row => row.TotalUncertainty).ToArray());
    }

    [TestMethod]
    public void A_glance_at_the_first_row_reads_few_rows()
    {
        int read = 0;
        IEnumerable<Clusters.Row> rows = Clusters.Rows(600).Select(row =>
        {
            read++;
            return row;
        });
        IDataView scored = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.BareKey)).Transform(Clusters.View(mlContext, LabelKind.BareKey, rows));
        read = 0;

        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        cursor.MoveNext();

        Assert.IsLessThan(50, read);
    }

    [TestMethod]
    public void Nothing_is_scored_while_no_output_is_asked_for()
    {
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey));
        IDataView scored = transformer.Transform(Clusters.View(mlContext, LabelKind.TextKey));

        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Name"]]);

        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["Features"]));
        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["Score"]));
    }

    [TestMethod]
    public void A_shuffled_cursor_keeps_rows_and_scores_together()
    {
        // A cache can be read in any order.
        IDataView data = mlContext.Data.Cache(Clusters.View(mlContext, LabelKind.TextKey));
        IDataView scored = new CentroidTrainer(mlContext).Fit(data).Transform(data);
        ScoredRow[] expected = ScoredRow.All(scored);

        ScoredRow[] shuffled = [.. ScoredRow.Read(scored.GetRowCursor(scored.Schema, new Random(5)))];

        CollectionAssert.AreNotEqual(expected.Select(row => row.Id).ToArray(), shuffled.Select(row => row.Id).ToArray());
        ScoredRow.AssertEqual([.. expected.OrderBy(row => row.Id.Low)], [.. shuffled.OrderBy(row => row.Id.Low)]);
    }

    [TestMethod]
    public void A_getter_is_refused_for_a_column_not_asked_for_or_of_another_type()
    {
        IDataView scored = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey)).Transform(Clusters.View(mlContext, LabelKind.TextKey));
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);

        Assert.Contains("'Name'", Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["Name"])).Message);
        Assert.Contains("'Score'", Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["Score"])).Message);
    }

    private sealed class Passed
    {
        public string Name { get; set; } = "";

        public float Weight { get; set; }

        public float[] Features { get; set; } = [];

        public float TotalUncertainty { get; set; }
    }
}
