using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

[TestClass]
public sealed class DrawnIntegersTests
{
    private const int Samples = 50, Rows = 20;

    [TestMethod]
    public void Exported_weights_give_what_the_integer_engine_gives_but_for_the_rounding_between_layers()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            float[] rows = EngineCases.Rows(network, Rows);
            Posterior posterior = PosteriorQuantizer.Quantize(EngineCases.Posterior(network), EngineCases.Rows(network, 200), QuantizationOptions.Uniform(QuantizationScheme.Joint, 8));
            var options = new InferenceOptions { SampleCount = Samples, Seed = 3 };
            EnginePredictions expected = EnginePredictions.Of(PredictiveEngine.Create(posterior, options), rows);

            Func<int, (float[] Weight, float[] Bias)[]> draw = DrawnTensors.Of(posterior, options);
            (double[] Weight, double[] Bias)[][] drawn = [.. Enumerable.Range(0, Samples).Select(sample => draw(sample).Select(layer => (Doubles(layer.Weight), Doubles(layer.Bias))).ToArray())];
            var plain = new PlainNetwork(network);

            for (int row = 0; row < Rows; row++)
            {
                var mean = new double[network.ClassCount];
                foreach ((double[] Weight, double[] Bias)[] sample in drawn)
                {
                    double[] probabilities = PlainNetwork.Softmax(plain.Logits(sample, EngineCases.Row(network, rows, row)));
                    for (int i = 0; i < mean.Length; i++)
                        mean[i] += probabilities[i] / Samples;
                }

                for (int i = 0; i < mean.Length; i++)
                    Assert.AreEqual(mean[i], expected.Row(row)[i], 0.03, $"row {row}");
            }
        }
    }

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
