using Microsoft.ML.Data;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Training on rows that are not in memory, seen through the trainer.</summary>
[TestClass]
public sealed class StreamedTrainingTests
{
    // The garbage collector of the child process refuses more than 64 MB; the rows take 640.
    private const int Width = 1000, RowCount = 160_000;
    private const string AllowedMemory = "4000000", Streamed = "BAYESIANML_TEST_STREAMED";

    private readonly MLContext mlContext = new(seed: 1);
    private readonly List<string> warnings = [];

    public StreamedTrainingTests() => mlContext.Log += (_, entry) =>
    {
        if (entry.Kind == Runtime.ChannelMessageKind.Warning)
            warnings.Add(entry.Message);
    };

    [TestMethod]
    [Timeout(180_000)]
    public void Ten_times_the_allowed_memory_is_learnt_from_with_a_pool_and_not_without()
    {
        using ChildProcess streamed = RunChild("true"), inMemory = RunChild("false");
        Assert.AreEqual(0, streamed.ExitCode, streamed.Output);
        Assert.AreNotEqual(0, inMemory.ExitCode);
        Assert.Contains("OutOfMemoryException", inMemory.Output);

        static ChildProcess RunChild(string isStreamed) =>
            ChildProcess.RunTest($"Name={nameof(Rows_that_are_made_on_the_fly_are_learnt)}", (Streamed, isStreamed), ("DOTNET_GCHeapHardLimit", AllowedMemory));
    }

    /// <summary>In a process of its own as many rows as the parent says; in this one a few.</summary>
    [TestMethod]
    public void Rows_that_are_made_on_the_fly_are_learnt()
    {
        string? streamed = Environment.GetEnvironmentVariable(Streamed);
        int rows = streamed is null ? 2000 : RowCount;
        BayesianModel model = mlContext.Bayesian.SviClassifier(new Options
        {
            HiddenUnits = [],
            Epochs = streamed is null ? 20 : 1,
            BatchSize = 500,
            LearningRate = 0.05,
            ShufflePoolRows = streamed == "false" ? null : 1000,
        }).Fit(mlContext.Data.LoadFromEnumerable(WideRow.Generate(rows))).Model;
        WideRow[] test = [.. WideRow.Generate(40).Select(row => row with { Features = [.. row.Features] })];
        int right = model.Predict([.. test.SelectMany(row => row.Features)]).Zip(test).Count(pair => pair.First.PredictedClass == (pair.Second.Label ? 1 : 0));
        Assert.IsGreaterThan(36, right);
    }

    [TestMethod]
    public void Rows_that_cannot_be_used_are_left_out_and_warned_of_once()
    {
        ToyData.Row[] clean = ToyData.Blobs(30);
        ToyData.Row[] damaged = [new() { Label = float.NaN, Features = [1, 1] }, .. clean, new() { Label = 1, Features = [float.NaN, 1] }];
        CollectionAssert.AreEqual(Fit(clean), Fit(damaged));
        Assert.HasCount(1, warnings);
        Assert.Contains("2 of 32 training rows are skipped: 1 have no label, 1 have features that are NaN or infinite", warnings[0]);
        warnings.Clear();
        Fit([.. clean.Select(row => new ToyData.Row { Label = row.Label, Features = [1, 1000] })]);
        Assert.HasCount(2, warnings);
        Assert.Contains("not normalized", warnings[0]);
        Assert.Contains("same features", warnings[1]);
    }

    [TestMethod]
    public void Weights_and_the_number_of_rows_count_as_in_memory()
    {
        ToyData.Row[] rows = ToyData.Blobs(60);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Weight = i % 4;
        var epochs = new List<SviProgress>();
        foreach (int? pool in new int?[] { null, 10 })
            mlContext.Bayesian.SviClassifier(Small(pool) with { ExampleWeightColumnName = "Weight", Progress = new Inline(epochs.Add) }).Fit(mlContext.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(epochs[1].Step, epochs[3].Step);
        Assert.AreEqual(epochs[1].NegativeLogLikelihood, epochs[3].NegativeLogLikelihood, 0.3 * epochs[1].NegativeLogLikelihood);
        // The bound is −(Σ weight · NLL + β·KL), so it tells the sum of the weights.
        double[] weights = [.. epochs.Select(epoch => -(epoch.EvidenceLowerBound + epoch.KlWeight * epoch.KullbackLeiblerDivergence) / epoch.NegativeLogLikelihood)];
        Assert.IsTrue(weights.All(weight => Math.Abs(weight - 90) < 1e-3), string.Join(' ', weights));
        rows[7].Weight = -1;
        Assert.Contains("Row 7 of the training data has the weight -1", Assert.ThrowsExactly<InvalidOperationException>(() =>
            mlContext.Bayesian.SviClassifier(Small(10) with { ExampleWeightColumnName = "Weight" }).Fit(mlContext.Data.LoadFromEnumerable(rows))).Message);
    }

    [TestMethod]
    public void Data_without_usable_rows_is_refused() =>
        Assert.Contains("no training rows", Assert.ThrowsExactly<InvalidOperationException>(() => Fit([new ToyData.Row { Label = float.NaN, Features = [1, 1] }])).Message);

    [TestMethod]
    public void Quantization_in_the_loop_is_calibrated_on_rows_from_all_over_the_data()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(300));
        var options = new Options { HiddenUnits = [16], Epochs = 20, LearningRate = 1e-2, BatchSize = 32, ShufflePoolRows = 100 };
        BayesianModel model = mlContext.Bayesian.SviClassifier(options).WithQuantization(Quantization.QuantizationScheme.Joint, bits: 6).Fit(data).Model;
        ToyData.Row[] test = ToyData.Blobs(300, seed: 2);
        Assert.IsGreaterThan(0.95, model.Predict([.. test.SelectMany(row => row.Features)]).Zip(test).Average(pair => pair.First.PredictedClass == (int)pair.Second.Label ? 1.0 : 0));
    }

    private static Options Small(int? pool) => new() { HiddenUnits = [4], Epochs = 2, BatchSize = 8, ShufflePoolRows = pool };

    private float[] Fit(ToyData.Row[] rows) => SviHarness.Flat(mlContext.Bayesian.SviClassifier(Small(10)).Fit(mlContext.Data.LoadFromEnumerable(rows)).Model.Posterior);

    /// <summary>Noise, and one feature that tells the class.</summary>
    private sealed record WideRow
    {
        public bool Label { get; set; }

        [VectorType(Width)]
        public float[] Features { get; set; } = new float[Width];

        /// <summary>One row again and again, as a reader of a large file has it.</summary>
        public static IEnumerable<WideRow> Generate(int count)
        {
            var row = new WideRow();
            uint state = 1;
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < Width; j++)
                {
                    state = state * 1664525 + 1013904223;
                    row.Features[j] = (state >> 8) * (1f / (1 << 24)) - 0.5f;
                }

                row.Label = (state & 0x8000) != 0;
                row.Features[500] = row.Label ? 1 : -1;
                yield return row;
            }
        }
    }

    private sealed class Inline(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
