using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>What every engine keeps, kept by the one that scores on integers; eight bits cost the values a little.</summary>
[TestClass]
public sealed class IntegerSamplingContractTests : PredictiveEngineContract
{
    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) => PredictiveEngine.Create(Quantized(posterior), options);

    [TestMethod]
    public void Methods_that_know_no_integers_are_refused_by_name()
    {
        Posterior posterior = Quantized(EngineCases.Posterior(EngineCases.Mlp));
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
        {
            if (method is InferenceMethod.Auto or InferenceMethod.WeightSampling)
            {
                Assert.AreEqual(InferenceMethod.WeightSampling, PredictiveEngine.Create(posterior, new() { Method = method }).Method);
                continue;
            }

            var refusal = Assert.ThrowsExactly<ArgumentException>(() => PredictiveEngine.Create(posterior, new() { Method = method }));
            StringAssert.Contains(refusal.Message, $"which only weight sampling does; Method is {method}");
            Assert.AreEqual("options", refusal.ParamName);
        }
    }

    protected override double Precision => 0.05;

    protected override double Bias(NetworkArchitecture network) => 0.05;

    private static Posterior Quantized(Posterior posterior)
    {
        static VariationalTensor Single(VariationalTensor tensor) => new(tensor.Name, tensor.Shape, tensor.Mean.ToArray(), tensor.StandardDeviation.ToArray());
        Posterior single = new(posterior.Network, [.. posterior.Layers.Select(layer => new LayerPosterior(Single(layer.Weight), Single(layer.Bias)))], posterior.Prior);
        return PosteriorQuantizer.Quantize(single, EngineCases.Rows(posterior.Network, 200), QuantizationOptions.Uniform(QuantizationScheme.Joint, 8));
    }
}
