namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Weight sampling that keeps no draws.</summary>
[TestClass]
public sealed class WeightSamplingEngineWithoutCacheTests() : WithoutCacheContract(InferenceMethod.WeightSampling);
