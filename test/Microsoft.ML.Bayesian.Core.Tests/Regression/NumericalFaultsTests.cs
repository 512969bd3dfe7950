namespace Microsoft.ML.Bayesian.Core.Tests.Regression;

/// <summary>Faults that other libraries had with numbers, each named after what went wrong there.</summary>
[TestClass]
public sealed class NumericalFaultsTests
{
    [TestMethod]
    public void An_uncertainty_became_NaN_where_samples_nearly_agree()
    {
        // A difference of two nearly equal squares is as likely below 0 as above, and has no square root.
        var accumulator = new PredictiveAccumulator(2);
        for (int i = 0; i < 10_000; i++)
            accumulator.Add(i % 2 == 0 ? [0.7f, 0.3f] : [MathF.BitIncrement(0.7f), 0.3f]);

        PredictiveUncertainty uncertainty = accumulator.Uncertainty();

        Assert.IsTrue(uncertainty.Epistemic is >= 0 and < 1e-6f, $"{uncertainty.Epistemic}");
        Assert.AreEqual(0.6108643f, uncertainty.Total, 1e-6f);
    }

    [TestMethod]
    public void A_sum_over_a_million_samples_lost_its_last_digits()
    {
        // In single precision, a million additions of 0.1 give 100,958 instead of 100,000.
        var accumulator = new PredictiveAccumulator(2);
        for (int i = 0; i < 1_000_000; i++)
            accumulator.Add([0.1f, 0.9f]);

        Assert.AreEqual(0.1, accumulator.MeanProbabilities()[0], 1e-7);
        Assert.AreEqual(0.3250830f, accumulator.Uncertainty().Aleatoric, 1e-6f);
        Assert.AreEqual(0, accumulator.Uncertainty().Epistemic, 1e-6f);
    }

    [TestMethod]
    public void A_floor_under_the_density_hid_weights_far_from_the_prior()
    {
        var prior = new GaussianPrior(0.01f);
        double s = prior.StandardDeviation;

        // ln(s/σ) + (σ² + μ²)/(2s²) − ½
        Assert.AreEqual((1e-4 + 2500) / (2 * s * s) - 0.5 + Math.Log(s / 0.01f), prior.KullbackLeiblerDivergence([50], [0.01f]), 1);
        Assert.AreEqual(Math.Log(s / 1e-30f) - 0.5, prior.KullbackLeiblerDivergence([0], [1e-30f]), 1e-5);
        Assert.IsTrue(double.IsFinite(prior.KullbackLeiblerDivergence([float.MaxValue], [float.MaxValue])));
    }

    [TestMethod]
    public void Logits_were_averaged_instead_of_probabilities()
    {
        // The difference of the two logits is N(3, 4² + 4²): averaged logits would give sigmoid(3) = 0.95.
        NetworkArchitecture network = Network.Mlp().Resolve(1, 2);
        var weight = new VariationalTensor("dense1.weight", [2, 1], new float[2], [1e-6f, 1e-6f]);
        var bias = new VariationalTensor("dense1.bias", [2], [3, 0], [4f, 4f]);
        var posterior = new Posterior(network, [new(weight, bias)], new GaussianPrior());
        double expected = 0, mass = 0;
        for (double z = -10; z <= 10; z += 1e-3)
        {
            double density = Math.Exp(-z * z / 2);
            expected += density / (1 + Math.Exp(-3 - Math.Sqrt(32) * z));
            mass += density;
        }

        expected /= mass;
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
        {
            var model = new BayesianModel(posterior, new InferenceOptions { Method = method, SampleCount = 20_000, Seed = 3 });
            // Five standard errors of at most 0.5/√20,000, with fixed draws.
            Assert.AreEqual(expected, model.Predict([1])[0].Probabilities[0], 5 * 0.5 / Math.Sqrt(20_000), $"{method}");
        }
    }

    [TestMethod]
    public void A_confidence_of_exactly_1_or_0_fell_out_of_the_bins()
    {
        float[] probabilities = [1, 0, 0, 1, 0.5f, 0.5f, 0.75f, 0.25f];
        int[] labels = [0, 0, 1, 0];
        for (int bins = 1; bins <= 40; bins++)
        {
            IReadOnlyList<ReliabilityBin> table = ClassificationMetrics.ReliabilityTable(probabilities, labels, bins);
            Assert.AreEqual(labels.Length, table.Sum(bin => bin.Count), $"{bins} bins");
            Assert.IsTrue(ClassificationMetrics.ExpectedCalibrationError(probabilities, labels, bins) is >= 0 and <= 1);
        }
    }

    [TestMethod]
    public void The_calibration_of_two_classes_took_labels_for_hits()
    {
        // Eight of ten answers are right at a confidence of 0.8, whichever class they name.
        float[] probabilities = [.. Enumerable.Range(0, 20).SelectMany(row => row < 10 ? new[] { 0.8f, 0.2f } : [0.2f, 0.8f])];
        int[] labels = [.. Enumerable.Range(0, 20).Select(row => row % 10 < 8 == row < 10 ? 0 : 1)];

        Assert.AreEqual(0, ClassificationMetrics.ExpectedCalibrationError(probabilities, labels), 1e-6);
    }

    [TestMethod]
    public void Sets_for_certain_answers_held_every_class()
    {
        // All right and certain: the threshold is 1, and a class of probability 0 must not reach it.
        var threshold = ConformalThreshold.Fit([.. Enumerable.Repeat(1f, 100)], alpha: 0.05);

        Assert.IsTrue(threshold.Includes(1));
        Assert.IsFalse(threshold.Includes(0));
    }
}
