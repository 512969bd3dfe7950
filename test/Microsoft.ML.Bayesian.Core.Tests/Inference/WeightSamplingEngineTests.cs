using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Weight sampling with all draws kept between calls.</summary>
[TestClass]
public sealed class WeightSamplingEngineTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(posterior, options with { Method = InferenceMethod.WeightSampling, SampleCacheBytes = 1L << 30 });
}
