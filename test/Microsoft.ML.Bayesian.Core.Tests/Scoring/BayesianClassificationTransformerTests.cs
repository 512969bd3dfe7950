using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class BayesianClassificationTransformerTests
{
    private readonly MLContext mlContext = new(1);

    [TestMethod]
    public void The_columns_hold_what_the_model_predicts()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(data);

        BayesianPrediction[] expected = transformer.Model.Predict(Clusters.Rows().SelectMany(row => row.Features).ToArray());

        foreach ((BayesianPrediction prediction, ScoredRow row) in expected.Zip(ScoredRow.All(transformer.Transform(data))))
        {
            CollectionAssert.AreEqual(prediction.Probabilities, row.Score);
            Assert.AreEqual((uint)prediction.PredictedClass + 1, row.PredictedLabel);
            Assert.AreEqual(prediction.Uncertainty, new PredictiveUncertainty(row.Total, row.Epistemic, row.Aleatoric));
            Assert.AreEqual(1, row.Score.Sum(), 1e-5);
        }
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void A_row_with_a_feature_that_is_not_finite_gets_the_missing_key_and_NaN(float bad)
    {
        Clusters.Row[] rows = Clusters.Rows(6);
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey));
        ScoredRow[] expected = ScoredRow.All(transformer.Transform(Clusters.View(mlContext, LabelKind.TextKey, rows)));
        rows[2].Features[3] = bad;

        ScoredRow[] scored = ScoredRow.All(transformer.Transform(Clusters.View(mlContext, LabelKind.TextKey, rows)));

        Assert.AreEqual(0u, scored[2].PredictedLabel);
        Assert.IsTrue(scored[2].Score.Append(scored[2].Total).Append(scored[2].Epistemic).Append(scored[2].Aleatoric).All(float.IsNaN));
        ScoredRow.AssertEqual([.. expected.Where((_, row) => row != 2)], [.. scored.Where((_, row) => row != 2)]);
    }

    [TestMethod]
    public void Sparse_features_score_like_dense_ones()
    {
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey));
        VBuffer<float>[] sparse = [new(4, 1, [1.5f], [2]), new(4, 0, [], []), new(4, 2, [-1, 2], [0, 3])];
        IDataView sparseData = mlContext.Data.LoadFromEnumerable(sparse.Select(features => new SparseRow { Features = features }));
        IDataView denseData = mlContext.Data.LoadFromEnumerable(sparse.Select(features => new SparseRow { Features = new(4, [.. features.DenseValues()]) }));

        ScoredRow.AssertEqual(ScoredRow.All(transformer.Transform(denseData)), ScoredRow.All(transformer.Transform(sparseData)));
    }

    [TestMethod]
    public void Features_of_another_length_are_refused_with_both_lengths()
    {
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey));
        var longer = SchemaDefinition.Create(typeof(SparseRow));
        longer["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 5);
        IDataView data = mlContext.Data.LoadFromEnumerable(new List<SparseRow>(), longer);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transformer.Transform(data));

        Assert.Contains("Vector<Single, 4>", error.Message);
        Assert.Contains("Vector<Single, 5>", error.Message);
    }

    [TestMethod]
    public void All_column_names_can_be_chosen()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        data = mlContext.Transforms.CopyColumns("Pixels", "Features").Append(mlContext.Transforms.CopyColumns("Digit", "Label")).Fit(data).Transform(data);
        data = mlContext.Transforms.DropColumns("Features", "Label").Fit(data).Transform(data);
        var columns = new BayesianTrainerColumns
        {
            Label = "Digit",
            Features = "Pixels",
            PredictedLabel = "Answer",
            Score = "Probabilities",
            TotalUncertainty = "Total",
            EpistemicUncertainty = "Epistemic",
            AleatoricUncertainty = "Aleatoric",
        };

        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext, columns).Fit(data);
        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;
        IDataView scored = new MLContext().Model.Load(stream, out _).Transform(data);

        string[] expected = ["Answer", "Probabilities", "Total", "Epistemic", "Aleatoric"];
        CollectionAssert.AreEqual(expected, scored.Schema.Skip(data.Schema.Count).Select(column => column.Name).ToArray());
        Assert.AreEqual(
            ("Pixels", "Answer", "Probabilities", "Total", "Epistemic", "Aleatoric"),
            (transformer.FeatureColumnName, transformer.PredictedLabelColumnName, transformer.ScoreColumnName, transformer.TotalUncertaintyColumnName,
                transformer.EpistemicUncertaintyColumnName, transformer.AleatoricUncertaintyColumnName));
    }

    [TestMethod]
    public void Two_classifiers_in_one_pipeline_have_score_sets_of_their_own()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        var second = new BayesianTrainerColumns
        {
            PredictedLabel = "Second",
            Score = "SecondScore",
            TotalUncertainty = "SecondTotal",
            EpistemicUncertainty = "SecondEpistemic",
            AleatoricUncertainty = "SecondAleatoric",
        };

        DataViewSchema schema = new CentroidTrainer(mlContext).Append(new CentroidTrainer(mlContext, second)).Fit(data).Transform(data).Schema;

        Assert.AreEqual((1u, 1u, 2u, 2u), (SetOf("PredictedLabel"), SetOf("Score"), SetOf("Second"), SetOf("SecondScore")));

        uint SetOf(string column)
        {
            uint id = 0;
            schema[column].Annotations.GetValue("ScoreColumnSetId", ref id);
            return id;
        }
    }

    [TestMethod]
    public void Only_the_score_says_that_it_is_one()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        DataViewSchema schema = new CentroidTrainer(mlContext).Fit(data).Transform(data).Schema;

        Assert.AreEqual(("Score", "MulticlassClassification"), (Text("Score", "ScoreValueKind"), Text("Score", "ScoreColumnKind")));
        Assert.AreEqual("PredictedLabel", Text("PredictedLabel", "ScoreValueKind"));
        foreach (string column in new[] { "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty" })
            Assert.IsEmpty(schema[column].Annotations.Schema);

        string Text(string column, string annotation)
        {
            ReadOnlyMemory<char> value = default;
            schema[column].Annotations.GetValue(annotation, ref value);
            return value.ToString();
        }
    }

    [TestMethod]
    public void Disposing_of_the_transformer_leaves_it_usable()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(data);
        ScoredRow[] expected = ScoredRow.All(transformer.Transform(data));

        transformer.Dispose();

        ScoredRow.AssertEqual(expected, ScoredRow.All(transformer.Transform(data)));
    }

    [TestMethod]
    public void Another_model_keeps_columns_and_key_values_but_must_have_as_many_inputs_and_classes()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(data);
        BayesianModel other = transformer.Model.With(new InferenceOptions { SampleCount = 3 });

        BayesianClassificationTransformer changed = transformer.With(other);

        Assert.AreSame(other, changed.Model);
        Assert.AreEqual(
            string.Join(", ", transformer.Transform(data).Schema.Select(column => column.ToString())),
            string.Join(", ", changed.Transform(data).Schema.Select(column => column.ToString())));
        BayesianModel twoClasses = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.Boolean)).Model;
        Assert.Contains("4 inputs and 3 classes", Assert.ThrowsExactly<ArgumentException>(() => transformer.With(twoClasses)).Message);
    }

    private sealed class SparseRow
    {
        [VectorType(4)]
        public VBuffer<float> Features { get; set; }
    }
}
