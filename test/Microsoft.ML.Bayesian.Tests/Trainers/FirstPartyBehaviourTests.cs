using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.ML.Data;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>What users do with ML.NET's own trainers works with ours.</summary>
[TestClass]
public sealed class FirstPartyBehaviourTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void A_part_that_was_split_off_for_testing_is_evaluated()
    {
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(300)), testFraction: 0.3);
        var model = Pipeline(epochs: 30).Fit(split.TrainSet);

        IDataView scored = model.Transform(split.TestSet);

        Assert.IsGreaterThan(0.95, mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy);
        Assert.IsLessThan(300, scored.GetColumn<float>("TotalUncertainty").Count());
    }

    [TestMethod]
    public void A_cache_before_the_trainer_changes_nothing()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
        var plain = Pipeline().Fit(data);
        var cached = mlContext.Transforms.Conversion.MapValueToKey("Label").AppendCacheCheckpoint(mlContext).Append(Trainer()).Fit(data);

        ScoredRow.AssertEqual(ScoredRow.All(plain.Transform(data)), ScoredRow.All(cached.Transform(data)));
        ScoredRow.AssertEqual(ScoredRow.All(plain.Transform(data)), ScoredRow.All(mlContext.Data.Cache(plain.Transform(data))));
    }

    [TestMethod]
    public void A_pool_of_engines_under_load_from_many_threads_gives_the_answers_of_one()
    {
        ToyData.Row[] rows = ToyData.Blobs(90);
        var model = Pipeline().Fit(mlContext.Data.LoadFromEnumerable(rows));
        ScoredRow[] expected = ScoredRow.All(model.Transform(mlContext.Data.LoadFromEnumerable(rows)));
        var pool = new ConcurrentBag<PredictionEngine<ToyData.Row, Prediction>>();
        var options = new PredictionEngineOptions { OwnsTransformer = false };

        Parallel.For(0, 16 * rows.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            if (!pool.TryTake(out PredictionEngine<ToyData.Row, Prediction>? engine))
                engine = mlContext.Model.CreatePredictionEngine<ToyData.Row, Prediction>(model, options);
            Prediction prediction = engine.Predict(rows[i % rows.Length]);
            pool.Add(engine);
            Assert.IsTrue(prediction.Score.AsSpan().SequenceEqual(expected[i % rows.Length].Score), $"request {i}");
            Assert.AreEqual(expected[i % rows.Length].Epistemic, prediction.EpistemicUncertainty);
        });

        foreach (PredictionEngine<ToyData.Row, Prediction> engine in pool)
            engine.Dispose();
    }

    [TestMethod]
    public void Engines_that_own_the_model_are_disposed_while_others_predict()
    {
        ToyData.Row[] rows = ToyData.Blobs(30);
        var model = Pipeline().Fit(mlContext.Data.LoadFromEnumerable(rows));
        ScoredRow[] expected = ScoredRow.All(model.Transform(mlContext.Data.LoadFromEnumerable(rows)));

        // Engines own the model unless told otherwise, and dispose of it with themselves.
        Parallel.For(0, 200, i =>
        {
            using PredictionEngine<ToyData.Row, Prediction> engine = mlContext.Model.CreatePredictionEngine<ToyData.Row, Prediction>(model);
            Assert.IsTrue(engine.Predict(rows[i % rows.Length]).Score.AsSpan().SequenceEqual(expected[i % rows.Length].Score), $"request {i}");
        });

        ScoredRow.AssertEqual(expected, ScoredRow.All(model.Transform(mlContext.Data.LoadFromEnumerable(rows))));
    }

    [TestMethod]
    public void Filters_and_shuffles_of_scored_rows_keep_them_together()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(90));
        IDataView scored = Pipeline().Fit(data).Transform(data);
        ScoredRow[] all = ScoredRow.All(scored);
        float limit = all.Select(row => row.Epistemic).Order().ElementAt(45);

        ScoredRow[] sure = ScoredRow.All(mlContext.Data.FilterRowsByColumn(scored, "EpistemicUncertainty", upperBound: limit));
        ScoredRow[] shuffled = ScoredRow.All(mlContext.Data.ShuffleRows(scored, seed: 3));

        ScoredRow.AssertEqual([.. all.Where(row => row.Epistemic < limit)], sure);
        ScoredRow.AssertEqual([.. all.OrderBy(row => row.Total)], [.. shuffled.OrderBy(row => row.Total)]);
    }

    [TestMethod]
    public void The_sizes_of_the_output_are_known_before_anything_is_scored()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
        DataViewSchema schema = Pipeline().Fit(data).GetOutputSchema(data.Schema);

        Assert.AreEqual(3, ((VectorDataViewType)schema["Score"].Type).Size);
        Assert.AreEqual(3ul, ((KeyDataViewType)schema["PredictedLabel"].Type).Count);
    }

    [TestMethod]
    [DataRow("FSharp")]
    [DataRow("VisualBasic")]
    public void Callers_in_other_languages_reach_what_callers_in_CSharp_reach(string language)
    {
        IDataView data = ToyData.Keyed(mlContext);
        BayesianClassificationTransformer own = mlContext.Bayesian.SviClassifier(new Options
        {
            HiddenUnits = [8],
            Epochs = 5,
            BatchSize = 16,
            Seed = 7,
            Inference = new InferenceOptions { SampleCount = 20 },
        }).Fit(data);
        ScoredRow[] expected = ScoredRow.All(own.Transform(data));
        double likelihood = mlContext.Bayesian.Evaluate(own.Transform(data)).NegativeLogLikelihood;

        float[] row = ToyData.Blobs(60)[0].Features;

        var model = Call<BayesianClassificationTransformer>("Train", mlContext, data);
        ScoredRow.AssertEqual(expected, ScoredRow.All(model.Transform(data)));
        Assert.AreEqual(expected.Average(answer => answer.Epistemic), Call<float>("MeanEpistemicUncertainty", model, data), 1e-6f);
        Assert.AreEqual(likelihood, Call<double>("Judge", mlContext, model, data), 1e-12);
        Assert.AreEqual((int)expected[0].PredictedLabel - 1, Call<int>("PredictFromFile", own.Model, row));
        Assert.HasCount(60, Call<string[]>("Decide", mlContext, model.Transform(data)));
        Assert.IsNotNull(Call<IEstimator<ITransformer>>("Pipeline", mlContext).Fit(data));
        Assert.IsNotNull(Call<ITransformer>("Quantize", mlContext, model, data));

        T Call<T>(string method, params object[] arguments)
        {
            string file = typeof(FirstPartyBehaviourTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == language).Value!;
            Type caller = Assembly.LoadFrom(file).GetType($"Microsoft.ML.Bayesian.Tests.Callers.{language}.Caller")!;
            return (T)caller.GetMethod(method)!.Invoke(null, arguments)!;
        }
    }

    private EstimatorChain<BayesianClassificationTransformer> Pipeline(int epochs = 3) => mlContext.Transforms.Conversion.MapValueToKey("Label").Append(Trainer(epochs));

    private SviClassificationTrainer Trainer(int epochs = 3) =>
        mlContext.Bayesian.SviClassifier(new Options { HiddenUnits = [8], Epochs = epochs, BatchSize = 16, LearningRate = 1e-2, Seed = 4, Inference = new InferenceOptions { SampleCount = 10 } });

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public float EpistemicUncertainty { get; set; }
    }
}
