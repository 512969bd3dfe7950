using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Local reparameterization that draws its noise again and again.</summary>
[TestClass]
public sealed class LocalReparameterizationEngineWithoutCacheTests() : WithoutCacheContract(InferenceMethod.LocalReparameterization)
{
    // Pre-activations of a convolution that share weights are drawn as if they were independent.
    protected override double Bias(NetworkArchitecture network) => network == EngineCases.Convolutional ? 0.1 : 0;
}
