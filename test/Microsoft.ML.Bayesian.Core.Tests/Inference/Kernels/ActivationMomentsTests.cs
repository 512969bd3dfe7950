using System.Text.Json;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Every activation's moments against integrals, ours and those of an independent program.</summary>
[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class ActivationMomentsTests
{
    private static readonly Activation[] Activations =
        [Activation.Identity, Activation.ReLU, Activation.BoundedReLU(0.7f), Activation.BoundedReLU(6), Activation.HardTanh, Activation.Tanh, Activation.Sigmoid];

    private static readonly float[] Means = [-30, -6, -3, -1.2f, -1, -0.4f, -0.05f, 0, 0.3f, 0.7f, 1, 1.5f, 2.9f, 6, 7, 40];

    private static readonly float[] Variances = [1e-6f, 1e-4f, 0.01f, 0.07f, 0.0761f, 0.29f, 0.31f, 1, 4, 9, 100];

    [TestMethod]
    public void Moments_and_gains_are_the_integrals_over_the_Gaussian()
    {
        foreach (Activation activation in Activations)
        {
            foreach (float mean in Means)
            {
                foreach (float variance in Variances)
                    Check(activation, mean, variance, PlainNormal.Moments(x => PlainNetwork.Activate(activation, x), mean, variance));
            }
        }
    }

    [TestMethod]
    public void Moments_agree_with_the_reference()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", "activation_moments.json")));
        int cases = 0;
        foreach (JsonElement one in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            Activation activation = one.GetProperty("activation").GetString() switch
            {
                "relu" => Activation.ReLU,
                "tanh" => Activation.Tanh,
                "hard_tanh" => Activation.HardTanh,
                "sigmoid" => Activation.Sigmoid,
                var other => throw new NotSupportedException(other),
            };
            Check(activation, one.GetProperty("mean").GetSingle(), one.GetProperty("variance").GetSingle(),
                (one.GetProperty("output_mean").GetDouble(), one.GetProperty("output_variance").GetDouble(), null));
            cases++;
        }

        Assert.IsGreaterThan(50, cases);
    }

    [TestMethod]
    public void Without_variance_there_is_the_activation_and_no_variance()
    {
        foreach (Activation activation in Activations)
        {
            foreach (float mean in Means)
            {
                (float outputMean, float outputVariance, _) = Of(activation, mean, 0);
                Assert.AreEqual(PlainNetwork.Activate(activation, mean), outputMean, 1e-6, $"{activation} at {mean}");
                Assert.AreEqual(0, outputVariance, 1e-12, $"{activation} at {mean}");
            }
        }
    }

    [TestMethod]
    public void Extreme_moments_stay_finite_and_no_number_stays_none()
    {
        foreach (Activation activation in Activations)
        {
            foreach ((float mean, float variance) in new[] { (1e20f, 1e30f), (-1e20f, 1e30f), (1e20f, 0), (0, 1e36f), (1e-30f, 1e-38f), (1e4f, 1) })
            {
                (float outputMean, float outputVariance, float gain) = Of(activation, mean, variance);
                Assert.IsTrue(float.IsFinite(outputMean) && outputVariance >= 0 && float.IsFinite(outputVariance) && gain is >= 0 and <= 1, $"{activation} of {mean}, {variance}");
            }

            Assert.IsTrue(float.IsNaN(Of(activation, float.NaN, float.NaN).Mean), $"{activation}");
        }
    }

    [TestMethod]
    public void Saturated_units_have_no_variance()
    {
        foreach (Activation activation in new[] { Activation.BoundedReLU(6), Activation.HardTanh, Activation.Sigmoid, Activation.Tanh })
        {
            foreach (float mean in new[] { -1e4f, 1e4f })
                Assert.AreEqual(0, Of(activation, mean, 1).Variance, 1e-6, $"{activation} at {mean}");
        }
    }

    [TestMethod]
    public void Every_value_is_treated_alike_wherever_it_stands()
    {
        const int Length = 37;
        foreach (Activation activation in Activations)
        {
            AlignedBuffer mean = new(48), variance = new(48), gain = new(48);
            for (int i = 0; i < Length; i++)
                (mean.Span[i], variance.Span[i]) = (Means[i % Means.Length], Variances[i % Variances.Length]);
            ActivationMoments.Apply(activation, mean.Pointer, variance.Pointer, gain.Pointer, Length);
            for (int i = 0; i < Length; i++)
                Assert.AreEqual(Of(activation, Means[i % Means.Length], Variances[i % Variances.Length]), (mean.Span[i], variance.Span[i], gain.Span[i]));
        }
    }

    [TestMethod]
    public void The_mixture_of_normals_is_the_logistic_function()
    {
        for (int step = 0; step <= 4000; step++)
        {
            double x = step * 0.01, sum = 0;
            for (int i = 0; i < LogisticMoments.Weights.Length; i++)
                sum += LogisticMoments.Weights[i] * PlainNormal.Tail(x / Math.Sqrt(LogisticMoments.Variances[i]));
            Assert.AreEqual(1 / (1 + Math.Exp(x)), sum, 3e-7, $"at {x}");
        }
    }

    private static void Check(Activation activation, float mean, float variance, (double Mean, double Variance, double? Gain) expected)
    {
        (float outputMean, float outputVariance, float gain) = Of(activation, mean, variance);
        bool curved = activation.Kind is ActivationKind.Tanh or ActivationKind.Sigmoid;
        double deviation = Math.Sqrt(variance);
        Assert.AreEqual(expected.Mean, outputMean, curved ? 1e-6 : 3e-7 * (Math.Abs(mean) + deviation), $"mean of {activation} of {mean}, {variance}");
        // Curved ones: the mixture's error where their variance is a difference, the series' rest where it is a series.
        Assert.AreEqual(expected.Variance, outputVariance, curved ? 2e-3 * expected.Variance + (variance > 0.07 ? 2e-6 : 1e-9) : 4e-6 * variance + 1e-12, $"variance of {activation} of {mean}, {variance}");
        if (expected.Gain is { } slope)
            Assert.AreEqual(slope, gain, curved ? 2e-6 : 4e-4 / (1 + deviation), $"gain of {activation} of {mean}, {variance}");
    }

    private static (float Mean, float Variance, float Gain) Of(Activation activation, float mean, float variance)
    {
        AlignedBuffer means = new(16), variances = new(16), gains = new(16);
        (means.Span[0], variances.Span[0]) = (mean, variance);
        ActivationMoments.Apply(activation, means.Pointer, variances.Pointer, gains.Pointer, 1);
        return (means.Span[0], variances.Span[0], gains.Span[0]);
    }
}
