using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>ML.NET's cross-validation and feature importance treat trainer and transformer as its own.</summary>
[TestClass]
public sealed class FirstPartyTests
{
    [TestMethod]
    public void Cross_validation_works_where_the_training_part_of_a_fold_misses_a_class()
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        var trainer = new CentroidTrainer(mlContext);

        // Rows of one name share a fold.
        var results = mlContext.MulticlassClassification.CrossValidate(data, trainer, numberOfFolds: 3, samplingKeyColumnName: nameof(Clusters.Row.Name));

        bool missed = false;
        foreach (var result in results)
        {
            var model = ((BayesianClassificationTransformer)result.Model).Model;
            Assert.AreEqual(3, model.Posterior.Network.ClassCount);
            CollectionAssert.AreEqual(Clusters.Names, model.ClassNames!.ToArray());
            Assert.HasCount(3, result.Metrics.PerClassLogLoss);
            missed |= result.Metrics.MicroAccuracy == 0;
        }

        Assert.IsTrue(missed, "No fold missed a class, so this test shows nothing.");
    }

    [TestMethod]
    public void Both_overloads_of_permutation_feature_importance_find_the_useful_features()
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        // The overload that takes any transformer names its results after the slots of the features.
        IDataView named = mlContext.Transforms.CustomMapping<Clusters.Row, Scalars>((row, scalars) => scalars.Take(row.Features), contractName: null)
            .Append(mlContext.Transforms.Concatenate("Features", "A", "B", "C", "D")).Fit(data).Transform(data);
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(named);
        ITransformer chain = mlContext.Transforms.CopyColumns("Copy", "Weight").Append(new CentroidTrainer(mlContext)).Fit(named);

        ImmutableArray<MulticlassClassificationMetricsStatistics> byType =
            mlContext.MulticlassClassification.PermutationFeatureImportance(transformer, named, permutationCount: 2);
        ImmutableDictionary<string, MulticlassClassificationMetricsStatistics> byName =
            mlContext.MulticlassClassification.PermutationFeatureImportance(chain, named, permutationCount: 2);

        Assert.HasCount(Clusters.FeatureCount, byType);
        CollectionAssert.AreEquivalent(new[] { "A", "B", "C", "D" }, byName.Keys.ToArray());
        // Without the first or the second feature a class is lost; the fourth is the same for two of the classes.
        double[] losses = [.. byType.Select(feature => feature.MicroAccuracy.Mean)];
        Assert.IsLessThan(losses[3] - 0.1, losses[0], string.Join(", ", losses));
        Assert.IsLessThan(losses[3] - 0.1, losses[1], string.Join(", ", losses));
    }

    [TestMethod]
    public void A_trainer_says_that_it_wants_normalized_features_and_no_cache()
    {
        var trainer = new CentroidTrainer(new MLContext(1));

        Assert.IsTrue(trainer.Info.NeedNormalization);
        Assert.IsFalse(trainer.Info.WantCaching);
    }

    [TestMethod]
    public void A_pipeline_with_our_trainer_in_its_middle_saves_and_loads()
    {
        var mlContext = new MLContext(1);
        IDataView data = mlContext.Data.LoadFromEnumerable(Clusters.Rows());
        TransformerChain<KeyToValueMappingTransformer> model = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Clusters.Row.Name))
            .Append(mlContext.Transforms.NormalizeMeanVariance("Features"))
            .Append(new CentroidTrainer(mlContext))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);
        using var stream = new MemoryStream();
        mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        ITransformer loaded = new MLContext().Model.Load(stream, out _);

        string[] expected = [.. model.Transform(data).GetColumn<string>("Answer")];
        CollectionAssert.AreEqual(expected, loaded.Transform(data).GetColumn<string>("Answer").ToArray());
        CollectionAssert.AreEquivalent(Clusters.Names, expected.Distinct().ToArray());
    }

    private sealed class Scalars
    {
        public float A { get; set; }

        public float B { get; set; }

        public float C { get; set; }

        public float D { get; set; }

        public void Take(float[] values) => (A, B, C, D) = (values[0], values[1], values[2], values[3]);
    }
}
