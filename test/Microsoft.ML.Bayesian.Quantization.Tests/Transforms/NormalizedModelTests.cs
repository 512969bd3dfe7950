using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Transforms;

[TestClass]
public sealed class NormalizedModelTests
{
    [TestMethod]
    [DataRow(QuantizationScheme.Variational)]
    [DataRow(QuantizationScheme.Sampled)]
    [DataRow(QuantizationScheme.Joint)]
    public void A_model_that_normalizes_is_calibrated_on_what_its_network_sees(QuantizationScheme scheme)
    {
        var normalization = new InputNormalization(mean: 0.5, standardDeviation: 0.25, divisor: 10);
        var model = new BayesianModel(EngineCases.Posterior(EngineCases.Mlp), new() { Method = InferenceMethod.WeightSampling, SampleCount = 10 }, inputNormalization: normalization);
        float[] rows = [.. EngineCases.Rows(EngineCases.Mlp, 200).Select(value => value * 10)], inputs = new float[rows.Length];
        normalization.Apply(rows, inputs);
        var options = new QuantizationOptions { Scheme = scheme };

        BayesianModel small = PosteriorQuantizer.Quantize(model, rows, options);

        Assert.AreEqual(normalization, small.InputNormalization);
        BayesianPrediction[] expected = new BayesianModel(PosteriorQuantizer.Quantize(model.Posterior, inputs, options), model.Inference).Predict(inputs);
        BayesianPrediction[] actual = small.Predict(rows);
        for (int row = 0; row < expected.Length; row++)
            CollectionAssert.AreEqual(expected[row].Probabilities, actual[row].Probabilities);

        QuantizedFigure total = QuantizationReport.Compare(model, small, rows).Figures[0];
        Assert.AreEqual(model.Predict(rows).Average(row => (double)row.Uncertainty.Total), total.Before, 1e-6);
        Assert.AreEqual(actual.Average(row => (double)row.Uncertainty.Total), total.After, 1e-6);
    }
}
