using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Weight sampling that keeps no draws.</summary>
[TestClass]
public sealed class WeightSamplingEngineWithoutCacheTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.WeightSampling, SampleCacheBytes = 0 });

    [TestMethod]
    public void Kept_draws_and_fresh_draws_give_the_same_bits()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            Posterior posterior = EngineCases.Posterior(network);
            float[] rows = EngineCases.Rows(network, 37);
            int[] kept = EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = InferenceMethod.WeightSampling }), rows).Bits();
            CollectionAssert.AreEqual(kept, EnginePredictions.Of(Create(posterior, new()), rows).Bits());
            CollectionAssert.AreEqual(kept[..(network.ClassCount + 3)], EnginePredictions.Of(Create(posterior, new()), EngineCases.Row(network, rows, 0)).Bits());
        }
    }
}
