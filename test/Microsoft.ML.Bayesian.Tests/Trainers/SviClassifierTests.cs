namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SviClassifierTests
{
    [TestMethod]
    public void A_trainer_learns_two_moons()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(ToyData.Moons(400));
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(hiddenUnits: [32], epochs: 60, batchSize: 32, learningRate: 1e-2);
        BayesianClassificationTransformer model = trainer.Fit(data);
        Assert.AreEqual(2, model.Model.Posterior.Network.ClassCount);
    }
}
