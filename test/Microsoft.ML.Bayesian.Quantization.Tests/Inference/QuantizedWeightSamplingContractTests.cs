using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>What every engine keeps, kept by the one that scores on integers; eight bits cost the values a little.</summary>
[TestClass]
public sealed class QuantizedWeightSamplingContractTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) =>
        PredictiveEngine.Create(PosteriorQuantizer.Quantize(posterior, EngineCases.Rows(posterior.Network, 200), QuantizationOptions.Uniform(QuantizationScheme.Joint, 8)), options);

    protected override double Precision => 0.05;

    protected override double Bias(NetworkArchitecture network) => 0.05;
}
