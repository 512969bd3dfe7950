using Microsoft.ML.Bayesian.Core.Tests.Serialization;

namespace Microsoft.ML.Bayesian.Core.Tests.Regression;

/// <summary>Faults that other libraries had in sampled predictions, each named after what went wrong there.</summary>
[TestClass]
public sealed class RandomnessFaultsTests
{
    [TestMethod]
    public void A_prediction_changed_the_model()
    {
        BayesianModel model = SampleModels.Small();
        byte[] before = model.ToBytes();
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
            model.With(new InferenceOptions { Method = method, SampleCount = 20 }).Predict([0.3f, -2, float.NaN, 1]);

        CollectionAssert.AreEqual(before, model.ToBytes());
    }

    [TestMethod]
    public void Memory_grew_with_the_number_of_samples()
    {
        Posterior posterior = SampleModels.Create(Network.Mlp(16, 16).Resolve(8, 3)).Posterior;
        float[] rows = new float[8 * 32], probabilities = new float[3 * 32];
        var uncertainties = new PredictiveUncertainty[32];
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
        {
            long few = Allocated(method, 10), many = Allocated(method, 3000);
            Assert.IsLessThan(few + 100_000, many, $"{method}");
        }

        long Allocated(InferenceMethod method, int samples)
        {
            var engine = PredictiveEngine.Create(posterior, new InferenceOptions { Method = method, SampleCount = samples, SampleCacheBytes = 0 });
            engine.Predict(rows, probabilities, uncertainties);
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.Predict(rows, probabilities, uncertainties);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [TestMethod]
    public void Single_samples_were_worse_than_chance_where_many_were_right()
    {
        // The answers of single draws must be as good as the posterior is sure: here the means tell the classes apart by 20 standard deviations.
        NetworkArchitecture network = Network.Mlp().Resolve(2, 2);
        var weight = new VariationalTensor("dense1.weight", [2, 2], [2, -2, -2, 2], [0.1f, 0.1f, 0.1f, 0.1f]);
        var posterior = new Posterior(network, [new(weight, new("dense1.bias", [2], new float[2], [0.1f, 0.1f]))], new GaussianPrior());
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
        {
            for (ulong seed = 0; seed < 20; seed++)
            {
                var model = new BayesianModel(posterior, new InferenceOptions { Method = method, SampleCount = 1, Seed = seed });
                Assert.AreEqual((0, 1), (model.Predict([1, 0])[0].PredictedClass, model.Predict([0, 1])[0].PredictedClass), $"{method}, seed {seed}");
            }
        }
    }
}
