using Microsoft.ML.Bayesian.Core.Tests.Serialization;
using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Core.Tests.Regression;

/// <summary>Faults that other libraries had in saving and loading, each named after what went wrong there.</summary>
[TestClass]
public sealed class SavingFaultsTests
{
    [TestMethod]
    public void The_prior_went_back_to_its_default_when_a_model_was_loaded()
    {
        var mlContext = new MLContext(1);
        BayesianModel model = SampleModels.Create(Network.Mlp(3).Resolve(4, 3), new GaussianPrior(0.3f));
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);

        var loaded = (BayesianClassificationTransformer)Reload(mlContext, mlContext.Bayesian.ScoringTransformer(model), data);

        Assert.AreEqual(0.3f, loaded.Model.Posterior.Prior.StandardDeviation);
        Assert.AreEqual(model.Posterior.KullbackLeiblerDivergence(), loaded.Model.Posterior.KullbackLeiblerDivergence());
    }

    [TestMethod]
    public void The_columns_that_a_model_was_made_for_were_forgotten()
    {
        var mlContext = new MLContext(1);
        IDataView data = mlContext.Transforms.CopyColumns("Leaves", "Features").Fit(Clusters.View(mlContext, LabelKind.TextKey)).Transform(Clusters.View(mlContext, LabelKind.TextKey));
        BayesianClassificationTransformer model = mlContext.Bayesian.ScoringTransformer(SampleModels.Create(Network.Mlp(3).Resolve(4, 3)), "Leaves", "Answer", "Chances", "All", "Knowledge", "Noise");

        IDataView scored = Reload(mlContext, model, data).Transform(data);

        string[] added = [.. scored.Schema.Select(column => column.Name).Except(data.Schema.Select(column => column.Name))];
        CollectionAssert.AreEquivalent(new[] { "Answer", "Chances", "All", "Knowledge", "Noise" }, added);
    }

    [TestMethod]
    public void A_model_of_one_input_and_no_hidden_layer_was_not_restored()
    {
        BayesianModel model = SampleModels.Create(Network.Mlp().Resolve(1, 2));

        BayesianModel loaded = SampleModels.Load(model.ToBytes());

        SampleModels.AssertSame(model, loaded);
        CollectionAssert.AreEqual(model.Predict([0.5f])[0].Probabilities, loaded.Predict([0.5f])[0].Probabilities);
    }

    [TestMethod]
    public void A_model_that_was_saved_while_it_scored_was_written_half_changed()
    {
        BayesianModel model = SampleModels.Everything();
        byte[] expected = model.ToBytes();
        float[] row = new float[model.Posterior.Network.InputCount];

        Parallel.For(0, 40, i =>
        {
            if (i % 2 == 0)
                model.Predict(row);
            else
                Assert.IsTrue(expected.AsSpan().SequenceEqual(model.ToBytes()), $"save {i}");
        });
    }

    [TestMethod]
    public void A_loaded_model_answered_by_the_seed_of_the_context()
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer model = new CentroidTrainer(mlContext).Fit(data);
        ScoredRow[] expected = ScoredRow.All(model.Transform(data));

        foreach (var other in new[] { new MLContext(), new MLContext(1), new MLContext(99) })
            ScoredRow.AssertEqual(expected, ScoredRow.All(Reload(mlContext, model, data, other).Transform(data)));
    }

    private static ITransformer Reload(MLContext mlContext, ITransformer model, IDataView data, MLContext? other = null)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        return (other ?? new MLContext()).Model.Load(stream, out _);
    }
}
