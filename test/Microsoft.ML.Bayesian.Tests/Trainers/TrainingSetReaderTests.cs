using Microsoft.ML.Data;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>What becomes of the data, seen through the trainer.</summary>
[TestClass]
public sealed class TrainingSetReaderTests
{
    private readonly MLContext mlContext = new(seed: 1);
    private readonly List<string> warnings = [];

    public TrainingSetReaderTests() => mlContext.Log += (_, entry) =>
    {
        if (entry.Message.Contains("Warning", StringComparison.Ordinal) || entry.Kind == Runtime.ChannelMessageKind.Warning)
            warnings.Add(entry.Message);
    };

    [TestMethod]
    public void Rows_without_label_or_with_features_that_are_not_finite_are_skipped_and_counted_in_one_warning()
    {
        ToyData.Row[] clean = ToyData.Blobs(30);
        ToyData.Row[] damaged =
        [
            new() { Label = float.NaN, Features = [1, 1] }, .. clean, new() { Label = 1, Features = [float.NaN, 1] }, new() { Label = 1, Features = [1, float.PositiveInfinity] },
        ];
        CollectionAssert.AreEqual(Fit(clean), Fit(damaged));
        Assert.HasCount(1, warnings);
        Assert.Contains("3 of 33 training rows are skipped: 1 have no label, 2 have features that are NaN or infinite", warnings[0]);
    }

    [TestMethod]
    public void Sparse_and_dense_rows_train_alike()
    {
        SparseRow[] dense = [.. Enumerable.Range(0, 40).Select(i => new SparseRow { Label = i % 2, Features = new VBuffer<float>(6, [.. Enumerable.Range(0, 6).Select(j => j == i % 2 ? 1f : 0f)]) })];
        SparseRow[] sparse = [.. Enumerable.Range(0, 40).Select(i => new SparseRow { Label = i % 2, Features = new VBuffer<float>(6, 1, [1f], [i % 2]) })];
        CollectionAssert.AreEqual(Fit(dense), Fit(sparse));
    }

    [TestMethod]
    public void A_Boolean_label_has_two_classes_and_a_key_label_as_many_as_keys_even_when_one_never_occurs()
    {
        var booleans = Enumerable.Range(0, 20).Select(i => new BooleanRow { Label = i % 2 == 0, Features = [i % 2, 1] });
        Assert.AreEqual(2, Trainer().Fit(mlContext.Data.LoadFromEnumerable(booleans)).Model.Posterior.Network.ClassCount);

        // ML.NET takes a value beyond the keys as missing.
        var keys = Enumerable.Range(0, 20).Select(i => new KeyRow { Label = i == 1 ? 99u : i % 2 == 0 ? 0u : 3u, Features = [i % 2, 1] });
        Assert.AreEqual(5, Trainer().Fit(mlContext.Data.LoadFromEnumerable(keys)).Model.Posterior.Network.ClassCount);
        Assert.HasCount(1, warnings);
        Assert.Contains("1 of 20 training rows", warnings[0]);
    }

    [TestMethod]
    public void Weights_must_be_finite_and_at_least_0_and_not_all_0()
    {
        ToyData.Row[] rows = ToyData.Blobs(30);
        rows[4].Weight = -1;
        Assert.Contains("Row 4 of the training data has the weight -1 in column 'Weight'", Refusal(rows).Message);
        rows[4].Weight = float.NaN;
        Assert.Contains("NaN", Refusal(rows).Message);
        foreach (ToyData.Row row in rows)
            row.Weight = 0;
        Assert.Contains("all 0", Refusal(rows).Message);

        InvalidOperationException Refusal(ToyData.Row[] weighted) => Assert.ThrowsExactly<InvalidOperationException>(() => Trainer("Weight").Fit(mlContext.Data.LoadFromEnumerable(weighted)));
    }

    [TestMethod]
    public void Data_without_usable_rows_and_labels_of_one_class_are_refused()
    {
        Assert.Contains("no training rows", Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Array.Empty<ToyData.Row>())).Message);
        Assert.Contains("no training rows", Assert.ThrowsExactly<InvalidOperationException>(() => Fit([new ToyData.Row { Label = float.NaN, Features = [1, 1] }])).Message);
        Assert.Contains("at least 2 classes", Assert.Throws<ArgumentException>(() => Fit([new ToyData.Row { Label = 0, Features = [1, 1] }])).Message);
    }

    [TestMethod]
    public void Unnormalized_and_constant_features_earn_a_warning()
    {
        ToyData.Row[] rows = ToyData.Blobs(30);
        Fit(rows);
        Assert.IsEmpty(warnings);
        foreach (ToyData.Row row in rows)
            row.Features = [row.Features[0] * 1000, row.Features[1]];
        Fit(rows);
        Assert.HasCount(1, warnings);
        Assert.Contains("not normalized", warnings[0]);
        warnings.Clear();
        foreach (ToyData.Row row in rows)
            row.Features = [1, 2];
        Fit(rows);
        Assert.HasCount(1, warnings);
        Assert.Contains("same features", warnings[0]);
    }

    [TestMethod]
    public void A_validation_label_beyond_the_classes_is_refused_for_keys_and_counted_in_for_numbers()
    {
        IDataView training = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30, classes: 2)), validation = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30, classes: 4));
        Assert.AreEqual(4, Trainer().Fit(training, validation).Model.Posterior.Network.ClassCount);
    }

    [TestMethod]
    public void A_number_of_classes_that_the_network_fixes_may_exceed_the_labels_seen()
    {
        BayesianClassificationTransformer model = mlContext.Bayesian.SviClassifier(new Options { Network = new NetworkDefinition([]) { ClassCount = 7 }, Epochs = 1 })
            .Fit(mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30)));
        Assert.AreEqual(7, model.Model.Posterior.Network.ClassCount);
    }

    private float[] Fit<T>(IEnumerable<T> rows) where T : class => SviHarness.Flat(Trainer().Fit(mlContext.Data.LoadFromEnumerable(rows, Definition<T>())).Model.Posterior);

    private static SchemaDefinition Definition<T>()
    {
        var definition = SchemaDefinition.Create(typeof(T));
        if (typeof(T) == typeof(SparseRow))
            definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 6);
        return definition;
    }

    private SviClassificationTrainer Trainer(string? weight = null) =>
        mlContext.Bayesian.SviClassifier(exampleWeightColumnName: weight, hiddenUnits: [4], epochs: 2, batchSize: 8);

    private sealed class SparseRow
    {
        public float Label { get; set; }

        public VBuffer<float> Features { get; set; }
    }

    private sealed class BooleanRow
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    private sealed class KeyRow
    {
        [KeyType(5)]
        public uint Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
