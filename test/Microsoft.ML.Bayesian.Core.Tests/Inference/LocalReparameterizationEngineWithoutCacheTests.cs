using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Local reparameterization that draws its noise again and again.</summary>
[TestClass]
public sealed class LocalReparameterizationEngineWithoutCacheTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.LocalReparameterization, SampleCacheBytes = 0 });

    // Pre-activations of a convolution that share weights are drawn as if they were independent.
    protected override double Bias(NetworkArchitecture network) => network == EngineCases.Convolutional ? 0.1 : 0;

    [TestMethod]
    public void Kept_draws_and_fresh_draws_give_the_same_bits()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            Posterior posterior = EngineCases.Posterior(network);
            foreach (int count in new[] { 3, 300 })
            {
                float[] rows = EngineCases.Rows(network, count);
                int[] kept = EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = InferenceMethod.LocalReparameterization, SampleCount = 37 }), rows).Bits();
                CollectionAssert.AreEqual(kept, EnginePredictions.Of(Create(posterior, new() { SampleCount = 37 }), rows).Bits());
            }
        }
    }
}
