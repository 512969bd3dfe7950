using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
public sealed class AdaptiveSamplingTests
{
    private const int Rows = 300, Most = 1024;

    private static readonly Posterior Posterior = EngineCases.Posterior(EngineCases.Mlp, standardDeviation: 0.1f);
    private static readonly float[] Inputs = EngineCases.Rows(EngineCases.Mlp, Rows);

    /// <summary>
    /// Each stopped row is wrong with probability 0.05 at most, if the error estimates are right. Of 200 independent rows more than 20 would then be wrong with
    /// probability 0.001. The reference has 16,384 samples, whose own error is left to the tolerance.
    /// </summary>
    [TestMethod]
    public void Settled_rows_have_the_class_and_the_epistemic_uncertainty_of_many_more_samples()
    {
        var adaptive = new AdaptiveSampling { EpistemicTolerance = 0.04 };
        (EnginePredictions stopped, int[] counts) = Predict(new() { SampleCount = Most, Seed = 5, Adaptive = adaptive });
        EnginePredictions reference = EnginePredictions.Of(PredictiveEngine.Create(Posterior, new() { Method = InferenceMethod.WeightSampling, SampleCount = 16_384, Seed = 6, SampleCacheBytes = 0 }), Inputs);
        int[] settled = [.. Enumerable.Range(0, Rows).Where(row => counts[row] < Most)];

        int otherClass = settled.Count(row => Largest(stopped.Row(row)) != Largest(reference.Row(row)));
        int otherEpistemic = settled.Count(row => Math.Abs(stopped.Uncertainties[row].Epistemic - reference.Uncertainties[row].Epistemic) > adaptive.EpistemicTolerance);
        Console.WriteLine($"{counts.Average():0} of {Most} samples a row; of {settled.Length} settled rows {otherClass} have another class and {otherEpistemic} another epistemic uncertainty.");
        Assert.IsGreaterThan(Rows / 2, settled.Length);
        Assert.IsLessThanOrEqualTo(20, otherClass);
        Assert.IsLessThanOrEqualTo(20, otherEpistemic);
    }

    [TestMethod]
    public void Rows_stop_after_the_samples_of_a_look_or_never()
    {
        (_, int[] counts) = Predict(new() { SampleCount = 300, Adaptive = new() { EpistemicTolerance = 0.05 } });

        CollectionAssert.IsSubsetOf(counts.Distinct().ToArray(), new[] { 32, 64, 128, 256, 300 });
        Assert.IsTrue(counts.Contains(300) && counts.Min() < 300);
    }

    [TestMethod]
    public void A_settled_row_has_the_answer_of_as_many_samples_and_no_option()
    {
        (EnginePredictions stopped, int[] counts) = Predict(new() { SampleCount = Most, Seed = 5, Adaptive = new() });
        foreach (int count in counts.Distinct())
        {
            EnginePredictions plain = EnginePredictions.Of(PredictiveEngine.Create(Posterior, new() { Method = InferenceMethod.WeightSampling, SampleCount = count, Seed = 5 }), Inputs);
            for (int row = 0; row < Rows; row++)
            {
                if (counts[row] == count)
                    CollectionAssert.AreEqual(plain.Bits(row), stopped.Bits(row), $"Row {row} after {count} samples.");
            }
        }
    }

    [TestMethod]
    public void A_wider_tolerance_and_a_lower_confidence_take_fewer_samples()
    {
        double Mean(AdaptiveSampling adaptive) => Predict(new() { SampleCount = Most, Adaptive = adaptive }).Counts.Average();
        double usual = Mean(new());

        Assert.IsLessThan(usual, Mean(new() { EpistemicTolerance = 0.1 }));
        Assert.IsLessThan(usual, Mean(new() { Confidence = 0.7 }));
        Assert.AreEqual(Most, Mean(new() { EpistemicTolerance = 1e-9 }));
    }

    [TestMethod]
    public void Every_row_takes_all_samples_where_sampling_is_not_adaptive()
    {
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
            CollectionAssert.AreEqual(Enumerable.Repeat(40, Rows).ToArray(), Predict(new() { Method = method, SampleCount = 40 }).Counts);
    }

    [TestMethod]
    public void The_correction_for_the_number_of_samples_takes_that_of_the_row()
    {
        var options = new InferenceOptions { SampleCount = Most, Adaptive = new() { EpistemicTolerance = 0.05 } };
        (EnginePredictions plain, int[] counts) = Predict(options);
        (EnginePredictions corrected, _) = Predict(options with { CorrectSampleBias = true });
        int row = Array.IndexOf(counts, counts.Where(count => count < Most).Min());

        Assert.AreEqual(plain.Uncertainties[row].Epistemic * counts[row] / (counts[row] - 1.0), corrected.Uncertainties[row].Epistemic, 1e-5);
    }

    [TestMethod]
    public void Auto_is_weight_sampling_and_other_methods_are_refused_by_name()
    {
        Assert.AreEqual(InferenceMethod.WeightSampling, PredictiveEngine.Create(Posterior, new() { Adaptive = new() }).Method);
        var refused = Assert.ThrowsExactly<ArgumentException>(() => PredictiveEngine.Create(Posterior, new() { Method = InferenceMethod.Hybrid, Adaptive = new() }));
        Assert.Contains("Adaptive", refused.Message);
        Assert.Contains("Hybrid", refused.Message);
    }

    [TestMethod]
    public void Values_out_of_range_are_refused()
    {
        foreach (double confidence in new[] { 0.5, 1, double.NaN })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AdaptiveSampling { Confidence = confidence });
        foreach (double tolerance in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AdaptiveSampling { EpistemicTolerance = tolerance });
        Assert.AreEqual("sampleCounts", Assert.ThrowsExactly<ArgumentException>(() =>
            PredictiveEngine.Create(Posterior, new()).Predict(new float[37], new float[5], new PredictiveUncertainty[1], new int[2])).ParamName);
    }

    private static (EnginePredictions Predictions, int[] Counts) Predict(InferenceOptions options)
    {
        PredictiveEngine engine = PredictiveEngine.Create(Posterior, options);
        var counts = new int[Rows];
        engine.Predict(Inputs, new float[Rows * 5], new PredictiveUncertainty[Rows], counts);
        return (EnginePredictions.Of(engine, Inputs), counts);
    }

    private static int Largest(float[] probabilities) => Enumerable.Range(0, probabilities.Length).MaxBy(i => probabilities[i]);
}
