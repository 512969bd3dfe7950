using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests;

[TestClass]
public sealed class BayesianModelTests
{
    [TestMethod]
    public void Predictions_are_those_of_the_engine_row_by_row()
    {
        var model = new BayesianModel(EngineCases.Posterior(EngineCases.Mlp), new() { SampleCount = 30 });
        float[] rows = EngineCases.Rows(EngineCases.Mlp, 6);
        EnginePredictions expected = EnginePredictions.Of(model.Engine, rows);
        BayesianPrediction[] actual = model.Predict(rows);
        Assert.HasCount(6, actual);
        for (int row = 0; row < 6; row++)
        {
            CollectionAssert.AreEqual(expected.Row(row), actual[row].Probabilities);
            Assert.AreEqual(expected.Uncertainties[row], actual[row].Uncertainty);
            Assert.AreEqual(Array.IndexOf(expected.Row(row), expected.Row(row).Max()), actual[row].PredictedClass);
        }
    }

    [TestMethod]
    public void Other_options_leave_the_posterior_and_the_first_model_as_they_were()
    {
        var model = new BayesianModel(EngineCases.Posterior(EngineCases.Mlp), classNames: ["a", "b", "c", "d", "e"]);
        BayesianModel other = model.With(new() { SampleCount = 7 });
        Assert.AreEqual((100, 7), (model.Inference.SampleCount, other.Inference.SampleCount));
        Assert.AreSame(model.Posterior, other.Posterior);
        CollectionAssert.AreEqual(model.ClassNames!.ToArray(), other.ClassNames!.ToArray());
    }

    [TestMethod]
    public void Class_names_must_be_as_many_as_the_classes() =>
        Assert.AreEqual("classNames", Assert.ThrowsExactly<ArgumentException>(() => new BayesianModel(EngineCases.Posterior(EngineCases.Mlp), classNames: ["a"])).ParamName);

    [TestMethod]
    public void A_part_of_a_row_is_refused() =>
        Assert.AreEqual("rows", Assert.ThrowsExactly<ArgumentException>(() => new BayesianModel(EngineCases.Posterior(EngineCases.Mlp)).Predict(new float[36])).ParamName);
}
