using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class BayesianCatalogTests
{
    private readonly MLContext mlContext = new(1);

    [TestMethod]
    public void Property_and_method_lead_to_the_catalog_of_the_context()
    {
        Assert.AreSame(mlContext, mlContext.Bayesian.Environment);
        Assert.AreSame(mlContext, mlContext.BayesianCatalog().Environment);
    }

    [TestMethod]
    public void A_model_from_its_own_file_scores_in_a_pipeline_with_its_class_names()
    {
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer trained = new CentroidTrainer(mlContext).Fit(data);
        using var file = new MemoryStream();
        trained.Model.Save(file);
        file.Position = 0;

        BayesianClassificationTransformer scoring = mlContext.Bayesian.ScoringTransformer(BayesianModel.Load(file));
        IDataView scored = scoring.Append(mlContext.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel").Fit(scoring.Transform(data))).Transform(data);

        ScoredRow.AssertEqual(ScoredRow.All(trained.Transform(data)), ScoredRow.All(scored));
        CollectionAssert.AreEquivalent(Clusters.Names, scored.GetColumn<string>("Answer").Distinct().ToArray());
    }

    [TestMethod]
    public void Classes_without_names_are_numbered_from_0()
    {
        BayesianModel trained = new CentroidTrainer(mlContext).Fit(Clusters.View(mlContext, LabelKind.TextKey)).Model;

        DataViewSchema schema = mlContext.Bayesian.ScoringTransformer(new BayesianModel(trained.Posterior, trained.Inference))
            .GetOutputSchema(Clusters.View(mlContext, LabelKind.TextKey).Schema);

        VBuffer<float> values = default;
        schema["PredictedLabel"].GetKeyValues(ref values);
        CollectionAssert.AreEqual(new[] { 0f, 1f, 2f }, values.DenseValues().ToArray());
    }
}
