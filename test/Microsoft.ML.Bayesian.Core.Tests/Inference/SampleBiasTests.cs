using Microsoft.ML.Bayesian.Tests;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
public sealed class SampleBiasTests
{
    private const int Samples = 10;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void The_correction_multiplies_the_epistemic_uncertainty_and_leaves_the_aleatoric()
    {
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
        {
            EnginePredictions plain = Predict(method, corrected: false, seed: 1), corrected = Predict(method, corrected: true, seed: 1);
            CollectionAssert.AreEqual(plain.Probabilities, corrected.Probabilities);
            for (int row = 0; row < plain.Count; row++)
            {
                PredictiveUncertainty before = plain.Uncertainties[row], after = corrected.Uncertainties[row];
                Assert.AreEqual(before.Aleatoric, after.Aleatoric);
                Assert.AreEqual(Math.Min(before.Epistemic * Samples / (Samples - 1), Math.Log(5) - before.Aleatoric), after.Epistemic, 1e-6);
                Assert.AreEqual(after.Total, after.Aleatoric + after.Epistemic, 1e-6f);
                Assert.IsLessThanOrEqualTo((float)Math.Log(5), after.Total);
            }
        }
    }

    [TestMethod]
    public void One_sample_has_nothing_to_correct()
    {
        Posterior posterior = EngineCases.Posterior(EngineCases.Mlp);
        foreach (PredictiveUncertainty uncertainty in EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { SampleCount = 1, CorrectSampleBias = true }), EngineCases.Rows(EngineCases.Mlp, 9)).Uncertainties)
            Assert.AreEqual((0f, uncertainty.Total), (uncertainty.Epistemic, uncertainty.Aleatoric));
    }

    /// <summary>
    /// The mean over many seeds against 20,000 samples: too small by more than four standard errors without the correction, and by less
    /// than three quarters of that with it. The seeds are fixed.
    /// </summary>
    [TestMethod]
    [DataRow(InferenceMethod.WeightSampling, 10)]
    [DataRow(InferenceMethod.LocalReparameterization, 10)]
    [DataRow(InferenceMethod.Hybrid, 10)]
    [DataRow(InferenceMethod.Hybrid, 50)]
    public void The_correction_takes_away_a_quarter_of_the_bias_or_more(InferenceMethod method, int samples)
    {
        const int Seeds = 100, Images = 16;
        Posterior posterior = TrainedNetworks.Load(TrainedNetworks.Mlp);
        float[] rows = TrainedNetworks.Inputs("fashion-mnist", Images);
        double Epistemic(int count, bool corrected, ulong seed) => EnginePredictions
            .Of(PredictiveEngine.Create(posterior, new() { Method = method, SampleCount = count, CorrectSampleBias = corrected, Seed = seed, SampleCacheBytes = 0 }), rows)
            .Uncertainties.Average(uncertainty => (double)uncertainty.Epistemic);

        double truth = Epistemic(20_000, false, 12345);
        double[] plain = [.. Enumerable.Range(0, Seeds).Select(seed => Epistemic(samples, false, (ulong)seed) / truth - 1)];
        double bias = plain.Average(), error = Math.Sqrt(plain.Sum(value => (value - bias) * (value - bias)) / (Seeds - 1) / Seeds);
        double corrected = Enumerable.Range(0, Seeds).Average(seed => Epistemic(samples, true, (ulong)seed)) / truth - 1;
        TestContext.WriteLine(FormattableString.Invariant($"{method}, {samples} samples: bias {bias:P1} ± {error:P1}, corrected {corrected:P1}"));
        Assert.IsLessThan(-4 * error, bias);
        Assert.IsLessThan(-bias * 3 / 4, Math.Abs(corrected));
    }

    private static EnginePredictions Predict(InferenceMethod method, bool corrected, ulong seed)
    {
        Posterior posterior = EngineCases.Posterior(EngineCases.Mlp, standardDeviation: 1.5f);
        return EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { Method = method, SampleCount = Samples, Seed = seed, CorrectSampleBias = corrected }), EngineCases.Rows(EngineCases.Mlp, 40));
    }
}
