using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>What weight sampling promises beyond the contract of every engine.</summary>
[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class WeightSamplingTests
{
    private static readonly InferenceOptions Options = new() { Method = InferenceMethod.WeightSampling };

    [TestMethod]
    public void Samples_that_agree_leave_no_epistemic_uncertainty_at_all()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks.Append(Network.Mlp(8).Resolve(5, 300)))
        {
            PredictiveEngine engine = PredictiveEngine.Create(EngineCases.Posterior(network, standardDeviation: 1e-20f), Options);
            foreach (PredictiveUncertainty uncertainty in EnginePredictions.Of(engine, EngineCases.Rows(network, 40)).Uncertainties)
                Assert.AreEqual((0f, uncertainty.Total), (uncertainty.Epistemic, uncertainty.Aleatoric));
        }
    }

    [TestMethod]
    public void A_sample_does_not_depend_on_how_many_are_drawn()
    {
        NetworkArchitecture network = EngineCases.Mlp;
        Posterior posterior = EngineCases.Posterior(network, standardDeviation: 1);
        float[] rows = EngineCases.Rows(network, 30);
        float[] two = EnginePredictions.Of(PredictiveEngine.Create(posterior, Options with { SampleCount = 2 }), rows).Probabilities;
        float[] three = EnginePredictions.Of(PredictiveEngine.Create(posterior, Options with { SampleCount = 3 }), rows).Probabilities;

        // The mean of three is two thirds of the mean of the first two and a third of something between 0 and 1.
        for (int i = 0; i < two.Length; i++)
            Assert.IsTrue(three[i] >= two[i] * 2 / 3 - 1e-6 && three[i] <= (two[i] * 2 + 1) / 3 + 1e-6);
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(64L << 20)]
    public void Many_classes_need_no_memory_per_row(long cache)
    {
        NetworkArchitecture network = Network.Mlp(8).Resolve(5, 1000);
        PredictiveEngine engine = PredictiveEngine.Create(EngineCases.Posterior(network), Options with { SampleCount = 3, SampleCacheBytes = cache });
        foreach (int count in new[] { 1, 100 })
        {
            float[] rows = EngineCases.Rows(network, count), probabilities = new float[count * network.ClassCount];
            var uncertainties = new PredictiveUncertainty[count];
            // What is allocated for a row is allocated in every call; the smallest of several leaves out what the runtime does now and then.
            long least = Enumerable.Range(0, 10).Min(_ =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                engine.Predict(rows, probabilities, uncertainties);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
            Assert.IsLessThanOrEqualTo(512, least);
        }
    }

    [TestMethod]
    public void A_convolution_s_memory_does_not_grow_with_its_positions()
    {
        NetworkArchitecture network = new NetworkDefinition([new Convolution2D(2, 9, Activation.ReLU) { Padding = (4, 4) }, new MaxPooling2D(32), new Flatten()])
        { InputShape = TensorShape.Image(3, 224, 224) }.Resolve(3 * 224 * 224, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = new ForwardPass(network);

        // Every position's own list of its 243 taps would be 97 MB.
        Assert.IsLessThan(8L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
