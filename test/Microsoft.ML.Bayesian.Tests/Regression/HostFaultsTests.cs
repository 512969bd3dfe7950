namespace Microsoft.ML.Bayesian.Tests.Regression;

/// <summary>Faults of serving with .NET, each named after what went wrong.</summary>
[TestClass]
public sealed class HostFaultsTests
{
    [TestMethod]
    public void Memory_grew_with_every_engine_that_was_created_for_a_request()
    {
        var mlContext = new MLContext(seed: 1);
        ToyData.Row[] rows = ToyData.Blobs(30);
        BayesianClassificationTransformer model = mlContext.Bayesian.SviClassifier(hiddenUnits: [200], epochs: 1).Fit(mlContext.Data.LoadFromEnumerable(rows));

        long early = After(100), late = After(400);

        // An engine with its row buffers, or a copy of the weights, kept for each request would be more.
        Assert.IsLessThan(400 * 2000, late - early);

        long After(int requests)
        {
            for (int i = 0; i < requests; i++)
            {
                using PredictionEngine<ToyData.Row, Prediction> engine = mlContext.Model.CreatePredictionEngine<ToyData.Row, Prediction>(model);
                Assert.HasCount(3, engine.Predict(rows[i % rows.Length]).Score);
            }

            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }

    [TestMethod]
    public void A_cursor_that_was_left_halfway_spoilt_the_next()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(90));
        IDataView scored = mlContext.Bayesian.SviClassifier(hiddenUnits: [8], epochs: 1).Fit(data).Transform(data);
        ScoredRow[] expected = ScoredRow.All(scored);

        for (int rows = 0; rows < 40; rows += 13)
        {
            using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
            for (int row = 0; row < rows; row++)
                Assert.IsTrue(cursor.MoveNext());
        }

        ScoredRow.AssertEqual(expected, ScoredRow.All(scored));
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
