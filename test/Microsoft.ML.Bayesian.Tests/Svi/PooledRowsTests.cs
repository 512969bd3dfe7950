using static TorchSharp.torch;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class PooledRowsTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(7, 1)]
    [DataRow(7, 3)]
    [DataRow(40, 8)]
    [DataRow(40, 39)]
    [DataRow(40, 100)]
    public void Each_epoch_gives_each_row_once_with_its_label_and_weight(int rows, int pool)
    {
        TrainingSet set = Numbered(rows);
        using var scope = NewDisposeScope();
        using var pooled = new PooledRows(ArrayCursor.Stream(set), pool, seed: 3, CPU);
        double scale = rows / set.Weights!.Sum();
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            var seen = new List<float>();
            foreach ((float feature, long label, float weight) in Epoch(pooled, epoch))
            {
                Assert.AreEqual((long)feature % 5, label);
                Assert.AreEqual((1 + feature) * scale, weight, 1e-4);
                seen.Add(feature);
            }

            CollectionAssert.AreEqual(Enumerable.Range(0, rows).Select(row => (float)row).ToArray(), seen.Order().ToArray());
        }
    }

    [TestMethod]
    public void The_order_follows_from_seed_and_epoch_alone_and_differs_between_them()
    {
        using var scope = NewDisposeScope();
        float[] second = Order(seed: 3, epoch: 2);
        using var pooled = new PooledRows(ArrayCursor.Stream(Numbered(40)), 10, seed: 3, CPU);
        _ = Epoch(pooled, 1).ToArray();
        CollectionAssert.AreEqual(second, Epoch(pooled, 2).Select(row => row.Feature).ToArray());
        CollectionAssert.AreNotEqual(second, Order(seed: 3, epoch: 3));
        CollectionAssert.AreNotEqual(second, Order(seed: 4, epoch: 2));

        static float[] Order(ulong seed, int epoch)
        {
            using var pooled = new PooledRows(ArrayCursor.Stream(Numbered(40)), 10, seed, CPU);
            return [.. Epoch(pooled, epoch).Select(row => row.Feature)];
        }
    }

    [TestMethod]
    public void A_pool_of_all_rows_gives_every_order_equally_often_and_a_small_one_never_gives_a_row_before_it_was_read()
    {
        using var scope = NewDisposeScope();
        const int Epochs = 6000;
        var counts = new Dictionary<string, int>();
        using (var all = new PooledRows(ArrayCursor.Stream(Numbered(4)), 4, seed: 1, CPU))
        {
            for (int epoch = 1; epoch <= Epochs; epoch++)
            {
                using var inner = NewDisposeScope();
                string order = string.Join(' ', Epoch(all, epoch).Select(row => row.Feature));
                counts[order] = counts.GetValueOrDefault(order) + 1;
            }
        }

        // 24 orders: chi-squared with 23 degrees of freedom exceeds 49.7 once in 1,000 runs of other seeds.
        Assert.HasCount(24, counts);
        Assert.IsLessThan(49.7, counts.Values.Sum(count => Math.Pow(count - Epochs / 24.0, 2) / (Epochs / 24.0)));

        using var small = new PooledRows(ArrayCursor.Stream(Numbered(200)), 20, seed: 1, CPU);
        float[] rows = [.. Epoch(small, 1).Select(row => row.Feature)];
        for (int i = 0; i < rows.Length; i++)
            Assert.IsLessThan(i + 20, rows[i]);
        Assert.IsGreaterThan(10, rows.Select((row, i) => Math.Abs(row - i)).Average());
    }

    [TestMethod]
    [DataRow(39, "fewer")]
    [DataRow(41, "more")]
    [DataRow(80, "more")]
    public void Data_that_changed_since_it_was_counted_is_found_out(int rows, string how)
    {
        using var scope = NewDisposeScope();
        TrainingSet changed = Numbered(rows);
        using var pooled = new PooledRows(ArrayCursor.Stream(Numbered(40), () => new ArrayCursor(changed)), 10, seed: 1, CPU);
        Assert.Contains($"epoch 1 reads {how} rows than the 40", Assert.ThrowsExactly<InvalidOperationException>(() => Epoch(pooled, 1).ToArray()).Message);
    }

    [TestMethod]
    public void Every_pass_is_closed_however_training_ends()
    {
        TrainingSet set = ToyData.Block(ToyData.Blobs(40));
        int open = 0;
        StreamedTrainingSet stream = ArrayCursor.Stream(set, () =>
        {
            open++;
            return new ArrayCursor(set, () => open--);
        });
        SviTask task = SviHarness.Task(set, new Options { HiddenUnits = [4], Epochs = 2, BatchSize = 8, ShufflePoolRows = 10 }) with { Training = stream };
        SviFit.Run(task with { Report = _ => Assert.AreEqual(0, open, "between epochs") });
        Assert.AreEqual(0, open);
        InterruptedTraining.RunUntil(task, 7);
        Assert.AreEqual(0, open);
    }

    [TestMethod]
    public void Rows_that_are_streamed_are_learnt_like_rows_in_memory()
    {
        var options = new Options { HiddenUnits = [16], Epochs = 40, BatchSize = 16, LearningRate = 1e-2, ShufflePoolRows = 24, EarlyStoppingPatience = 40 };
        TrainingSet set = ToyData.Block(ToyData.Blobs(240));
        SviTask task = SviHarness.Task(set, options, validation: ToyData.Block(ToyData.Blobs(240, seed: 9)));
        SviResult inMemory = SviFit.Run(task), streamed = SviFit.Run(task with { Training = ArrayCursor.Stream(set) });
        Assert.AreEqual(inMemory.History[^1].Step, streamed.History[^1].Step);
        Assert.AreEqual(inMemory.History[^1].ValidationNegativeLogLikelihood!.Value, streamed.History[^1].ValidationNegativeLogLikelihood!.Value, 0.03);
        Assert.IsGreaterThan(0.97, streamed.History[^1].ValidationAccuracy!.Value);
    }

    [TestMethod]
    public void Checksum_and_sample_are_those_of_the_same_rows_in_memory()
    {
        TrainingSet set = Numbered(50);
        StreamedTrainingSet stream = ArrayCursor.Stream(set);
        Assert.AreEqual(set.Checksum(), stream.Checksum());
        Assert.AreNotEqual(set.Checksum(), (set with { Weights = null }).Checksum());
        Assert.AreNotEqual(set.Checksum(), (set with { Labels = [.. set.Labels.Reverse()] }).Checksum());
        CollectionAssert.AreEqual(set.Sample(8).ToArray(), stream.Sample(60).ToArray());
        CollectionAssert.AreEqual(Quantization.PosteriorQuantizer.EvenlySpread(set.Sample(8), 1, 8), stream.Sample(8).ToArray());
    }

    private static TrainingSet Numbered(int rows) => new(
        [.. Enumerable.Range(0, rows).Select(row => (float)row)], 1, [.. Enumerable.Range(0, rows).Select(row => row % 5L)], [.. Enumerable.Range(0, rows).Select(row => 1f + row)]);

    private static IEnumerable<(float Feature, long Label, float Weight)> Epoch(PooledRows pooled, int epoch)
    {
        pooled.BeginEpoch(epoch);
        for (long start = 0; start < pooled.Count; start += 3)
        {
            (Tensor features, Tensor labels, Tensor? weights) = pooled.Next((int)Math.Min(3, pooled.Count - start));
            for (int row = 0; row < labels.shape[0]; row++)
                yield return (features[row, 0].item<float>(), labels[row].item<long>(), weights![row].item<float>());
        }
    }
}
