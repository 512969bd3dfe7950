using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The network that training runs must be the network that scoring will run.</summary>
[TestClass]
public sealed class QuantizedGuideTests
{
    public static IEnumerable<object[]> Options =>
    [
        [QuantizationOptions.Uniform(QuantizationScheme.Variational, 4)],
        [QuantizationOptions.Uniform(QuantizationScheme.Joint, 3)],
        [new QuantizationOptions()],
        [new QuantizationOptions { MeanBits = QuantizationOptions.Unchanged }],
        [new QuantizationOptions { Granularity = Granularity.PerTensor, StandardDeviationBits = QuantizationOptions.Unchanged }],
        [QuantizationOptions.Uniform(QuantizationScheme.Sampled, 4)],
    ];

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Its_means_and_deviations_are_those_of_the_model_that_results(QuantizationOptions options)
    {
        foreach (NetworkArchitecture network in new[] { SviHarness.DenseNetwork, SviHarness.ConvolutionNetwork })
        {
            using var scope = NewDisposeScope();
            using VariationalParameters parameters = Parameters(network, 3);
            Posterior learnt = parameters.ToPosterior(new GaussianPrior()), rounded;
            using (VariationalParameters start = Parameters(network, 4))
            {
                PosteriorGrids grids = Grids(start.ToPosterior(new GaussianPrior()), options);
                var guide = new QuantizedGuide(parameters, grids, CPU);
                (Tensor mean, Tensor deviation) = guide.Distribution(parameters.Mean, parameters.StandardDeviation());
                rounded = grids.Round(learnt);
                AssertClose([.. rounded.Tensors.SelectMany(tensor => tensor.Mean.ToArray())], mean, 1e-5f);

                // The model keeps the row factors of deviations in bytes.
                AssertClose([.. rounded.Tensors.SelectMany(tensor => tensor.StandardDeviation.ToArray())], deviation, 5e-3f);
            }

            Assert.AreEqual(options.Scheme == QuantizationScheme.Variational, rounded.Sampling is null);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Training_starts_from_the_model_quantized_after_training(QuantizationOptions options)
    {
        using VariationalParameters parameters = Parameters(SviHarness.DenseNetwork, 3);
        Posterior exact = parameters.ToPosterior(new GaussianPrior());
        PosteriorGrids grids = Grids(exact, options);
        Posterior again = grids.Round(grids.WithinCells(exact));
        foreach ((LayerPosterior expected, LayerPosterior actual) in grids.Posterior.Layers.Zip(again.Layers))
        {
            CollectionAssert.AreEqual(expected.Weight.Mean.ToArray(), actual.Weight.Mean.ToArray());
            CollectionAssert.AreEqual(expected.Weight.StandardDeviation.ToArray(), actual.Weight.StandardDeviation.ToArray());
        }
    }

    [TestMethod]
    public void Draws_lie_on_the_grid_that_scoring_draws_on()
    {
        using var scope = NewDisposeScope();
        using VariationalParameters parameters = Parameters(SviHarness.DenseNetwork, 3);
        PosteriorGrids grids = Grids(parameters.ToPosterior(new GaussianPrior()), QuantizationOptions.Uniform(QuantizationScheme.Joint, 4));
        var guide = new QuantizedGuide(parameters, grids, CPU);
        using var noise = new Generator(1);
        (Tensor mean, Tensor deviation) = guide.Distribution(parameters.Mean, parameters.StandardDeviation());
        LayerTensors[] drawn = parameters.Slice(guide.Draw(mean, deviation, noise).Draw);
        var rule = (IntegerSamplingRule)grids.Posterior.Sampling!;
        for (int layer = 0; layer < drawn.Length; layer++)
        {
            float[] steps = rule.Layers[layer].StepsOf(grids.Posterior.Layers[layer]), weights = drawn[layer].Weight.flatten().data<float>().ToArray();
            int taps = weights.Length / steps.Length;
            byte[] shifts = rule.Layers[layer].ColumnShifts(taps) ?? new byte[taps];
            for (int i = 0; i < weights.Length; i++)
            {
                float steplike = weights[i] / steps[i / taps] * (1 << shifts[i % taps]);
                Assert.AreEqual(MathF.Round(steplike), steplike, 1e-4f);
            }
        }
    }

    private static VariationalParameters Parameters(NetworkArchitecture network, ulong seed)
    {
        using var random = new Generator(seed);
        var parameters = new VariationalParameters(network, CPU);
        parameters.Initialize(0.1, random);
        parameters.Raw.add_(randn(parameters.Raw.shape, generator: random), alpha: 0.7);
        parameters.Mean.add_(randn(parameters.Raw.shape, generator: random), alpha: 0.1);
        return parameters;
    }

    private static PosteriorGrids Grids(Posterior exact, QuantizationOptions options)
    {
        var random = new Random(5);
        float[] rows = [.. Enumerable.Range(0, 50 * exact.Network.InputCount).Select(_ => (float)random.NextDouble())];
        return PosteriorQuantizer.FitGrids(exact, rows, options, default);
    }

    private static void AssertClose(float[] expected, Tensor actual, float tolerance)
    {
        float[] values = actual.data<float>().ToArray();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < values.Length; i++)
            Assert.AreEqual(expected[i], values[i], tolerance * Math.Abs(expected[i]) + 1e-7f, $"value {i}");
    }
}
