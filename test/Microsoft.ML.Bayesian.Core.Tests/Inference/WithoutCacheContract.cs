using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>A method that draws again and again what it might have kept.</summary>
public abstract class WithoutCacheContract(InferenceMethod method) : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = method, SampleCacheBytes = 0 });

    [TestMethod]
    public void Kept_draws_and_fresh_draws_give_the_same_bits()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            Posterior posterior = EngineCases.Posterior(network);
            foreach (int count in new[] { 1, 3, 37, 300 })
            {
                float[] rows = EngineCases.Rows(network, count);
                int[] kept = EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = method, SampleCount = 37 }), rows).Bits();
                CollectionAssert.AreEqual(kept, EnginePredictions.Of(Create(posterior, new() { SampleCount = 37 }), rows).Bits());
            }
        }
    }
}
