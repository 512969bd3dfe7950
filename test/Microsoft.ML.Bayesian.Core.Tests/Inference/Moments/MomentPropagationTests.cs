using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>The whole of a propagation against its plain twin: the same draws from the same Gaussian give the same probabilities.</summary>
[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class MomentPropagationTests
{
    private const int Rows = 3, Samples = 50;
    private const ulong Seed = 6;

    /// <summary>Three hidden layers, so that a linear form is taken back more than once.</summary>
    private static readonly NetworkArchitecture Deep = new NetworkDefinition([new Dense(9, Activation.HardTanh), new Dense(17, Activation.Identity), new Dense(6, Activation.Sigmoid)]).Resolve(5, 4);

    private static readonly NetworkArchitecture PoolingFirst = new NetworkDefinition([new MaxPooling2D(2), new AveragePooling2D(2), new Flatten(), new Dense(5, Activation.BoundedReLU(1))])
    { InputShape = TensorShape.Image(1, 8, 8) }.Resolve(64, 3);

    private static readonly NetworkArchitecture Linear = Network.Mlp().Resolve(7, 3);

    private static NetworkArchitecture[] Networks => [.. EngineCases.Networks, Deep, PoolingFirst, Linear];

    [TestMethod]
    public void Moments_of_the_logits_are_those_of_the_plain_twin()
    {
        foreach (NetworkArchitecture network in Networks)
        {
            Check(network, InferenceMethod.MomentPropagation, (posterior, row) =>
            {
                (double[] mean, double[] variance) = PlainMoments.Independent(posterior, row);
                return (mean, PlainMoments.Diagonal([.. variance.Select(Math.Sqrt)]));
            });
        }
    }

    [TestMethod]
    public void Covariances_of_the_logits_are_those_of_the_plain_twin()
    {
        foreach (NetworkArchitecture network in Networks)
        {
            Check(network, InferenceMethod.CovariancePropagation, (posterior, row) =>
            {
                (double[] mean, double[][] covariance) = PlainMoments.WithCovariance(posterior, row);
                return (mean, PlainMoments.Cholesky(covariance));
            });
        }
    }

    [TestMethod]
    public void Without_hidden_layers_the_moments_are_exact_and_the_methods_agree()
    {
        Posterior posterior = EngineCases.Posterior(Linear, standardDeviation: 0.5f);
        float[] rows = EngineCases.Rows(Linear, 20);
        float[][] all = [.. new[] { InferenceMethod.MomentPropagation, InferenceMethod.CovariancePropagation }.Select(method => Predict(posterior, rows, method, 1000))];
        float[] sampled = Predict(posterior, rows, InferenceMethod.WeightSampling, 100_000);
        for (int i = 0; i < sampled.Length; i++)
        {
            Assert.AreEqual(all[0][i], all[1][i], 1e-5f);
            // 6 standard errors of a probability's mean over 100,000 samples, and as much again for 1,000 even points.
            Assert.AreEqual(sampled[i], all[0][i], 0.015f);
        }
    }

    [TestMethod]
    public void Too_many_classes_for_a_covariance_are_refused_with_the_way_out()
    {
        Posterior posterior = EngineCases.Posterior(Network.Mlp(3).Resolve(2, CovarianceHead.MostClasses + 1));
        var refusal = Assert.ThrowsExactly<ArgumentException>(() => PredictiveEngine.Create(posterior, new() { Method = InferenceMethod.CovariancePropagation }));
        StringAssert.Contains(refusal.Message, "CovariancePropagation serves networks of up to 64 classes, but this one has 65; use MomentPropagation");
        Assert.AreEqual("options", refusal.ParamName);
    }

    [TestMethod]
    public void Draws_that_no_memory_holds_are_refused_by_name()
    {
        Posterior posterior = EngineCases.Posterior(Network.Mlp(3).Resolve(2, 300));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => PredictiveEngine.Create(posterior, new() { Method = InferenceMethod.MomentPropagation, SampleCount = 1_000_000 })).Message,
            "SampleCount of 1,000,000");
    }

    private static void Check(NetworkArchitecture network, InferenceMethod method, Func<Posterior, float[], (double[] Mean, double[][] Factor)> plain)
    {
        Posterior posterior = EngineCases.Posterior(network, standardDeviation: 0.4f);
        float[] rows = EngineCases.Rows(network, Rows), probabilities = Predict(posterior, rows, method, Samples);
        float[][] points = QuasiRandomNormals.Create(Samples, network.ClassCount, Seed);
        for (int row = 0; row < Rows; row++)
        {
            (double[] mean, double[][] factor) = plain(posterior, EngineCases.Row(network, rows, row));
            double[] expected = PlainMoments.Probabilities(mean, factor, points);
            for (int i = 0; i < expected.Length; i++)
                Assert.AreEqual(expected[i], probabilities[row * expected.Length + i], 2e-4, $"{method}, network of {network.Layers.Count} layers, row {row}, class {i}");
        }
    }

    private static float[] Predict(Posterior posterior, float[] rows, InferenceMethod method, int samples) =>
        EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = method, SampleCount = samples, Seed = Seed }), rows).Probabilities;
}
