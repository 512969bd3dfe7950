using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Local reparameterization with its noise kept between calls.</summary>
[TestClass]
public sealed class LocalReparameterizationEngineTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.LocalReparameterization });

    // Pre-activations of a convolution that share weights are drawn as if they were independent.
    protected override double Bias(NetworkArchitecture network) => network == EngineCases.Convolutional ? 0.1 : 0;
}
