using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Moments as if all values were independent, which for wide posteriors is far from the truth.</summary>
[TestClass]
public sealed class MomentPropagationEngineTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.MomentPropagation });

    protected override double Bias(NetworkArchitecture network) => 0.15;
}
