using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Moments with the covariance of the dense layers.</summary>
[TestClass]
public sealed class CovariancePropagationEngineTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.CovariancePropagation });

    protected override double Bias(NetworkArchitecture network) => network == EngineCases.Convolutional ? 0.15 : 0.1;
}
