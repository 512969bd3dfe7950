using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Regression;

/// <summary>Faults that other libraries had in quantization, each named after what went wrong there.</summary>
[TestClass]
public sealed class QuantizationFaultsTests
{
    public static IEnumerable<object[]> Schemes => Enum.GetValues<QuantizationScheme>().Select(scheme => new object[] { scheme });

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void A_layer_of_zeros_had_no_range(QuantizationScheme scheme) =>
        Assert.IsTrue(Predict(scheme, mean: value => 0 * value, deviation: value => value).All(float.IsFinite));

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void A_step_near_1e_minus_7_was_rounded_to_nothing(QuantizationScheme scheme)
    {
        // The same network in other units: what is drawn is as much smaller, and the logits lie close to 0.
        float[] probabilities = Predict(scheme, mean: value => 1e-6f * value, deviation: value => 1e-6f * value);

        Assert.IsTrue(probabilities.All(probability => Math.Abs(probability - 1f / 3) < 1e-3), string.Join(", ", probabilities));
    }

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void Noise_saturated_while_the_means_were_right(QuantizationScheme scheme)
    {
        // Deviations from a thousandth of the largest mean to twice as large as it: what the layers draw must be as wide as before.
        foreach (float width in new[] { 0.002f, 0.05f, 2f })
        {
            var posterior = Changed(SamplePosteriors.Random(SamplePosteriors.SmallMlp), value => value, _ => width);
            var before = new BayesianModel(posterior, new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 400 });
            float[] rows = SamplePosteriors.Rows(posterior.Network, 64);
            BayesianModel after = PosteriorQuantizer.Quantize(before, rows, new QuantizationOptions { Scheme = scheme });

            double epistemic = before.Predict(rows).Average(prediction => prediction.Uncertainty.Epistemic), quantized = after.Predict(rows).Average(prediction => prediction.Uncertainty.Epistemic);

            // 400 draws of 64 rows settle the mean of wide posteriors to a few percent; where it is next to nothing, rounding may add as little.
            Assert.AreEqual(epistemic, quantized, 0.15 * epistemic + 0.003, $"width {width}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void The_second_run_of_a_loaded_model_drew_the_same_constants_for_any_seed(QuantizationScheme scheme)
    {
        BayesianModel model = Quantized(scheme, value => value, value => value);
        float[] row = SamplePosteriors.Rows(model.Posterior.Network, 1);

        float[] first = Draw(1), again = Draw(1), other = Draw(2);

        CollectionAssert.AreEqual(first, again);
        CollectionAssert.AreNotEqual(first, other);

        float[] Draw(ulong seed) => model.With(new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 5, Seed = seed }).Predict(row)[0].Probabilities;
    }

    private static float[] Predict(QuantizationScheme scheme, Func<float, float> mean, Func<float, float> deviation)
    {
        BayesianModel model = Quantized(scheme, mean, deviation);
        return [.. model.Predict(SamplePosteriors.Rows(model.Posterior.Network, 8)).SelectMany(prediction => prediction.Probabilities)];
    }

    private static BayesianModel Quantized(QuantizationScheme scheme, Func<float, float> mean, Func<float, float> deviation)
    {
        Posterior posterior = Changed(SamplePosteriors.Random(SamplePosteriors.SmallMlp), mean, deviation);
        return PosteriorQuantizer.Quantize(new BayesianModel(posterior), SamplePosteriors.Rows(posterior.Network, 64), new QuantizationOptions { Scheme = scheme });
    }

    private static Posterior Changed(Posterior posterior, Func<float, float> mean, Func<float, float> deviation)
    {
        VariationalTensor Tensor(VariationalTensor tensor) =>
            new(tensor.Name, tensor.Shape, [.. tensor.Mean.ToArray().Select(mean)], [.. tensor.StandardDeviation.ToArray().Select(deviation)]);
        return new(posterior.Network, [.. posterior.Layers.Select(layer => new LayerPosterior(Tensor(layer.Weight), Tensor(layer.Bias)))], posterior.Prior);
    }
}
