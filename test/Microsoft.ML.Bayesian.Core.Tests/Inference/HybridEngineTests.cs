using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>The hybrid with its noise and weights kept between calls.</summary>
[TestClass]
public sealed class HybridEngineTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.Hybrid });

    // Pre-activations of a convolution that share weights are drawn as if they were independent.
    protected override double Bias(NetworkArchitecture network) => network == EngineCases.Convolutional ? 0.1 : 0;
}
