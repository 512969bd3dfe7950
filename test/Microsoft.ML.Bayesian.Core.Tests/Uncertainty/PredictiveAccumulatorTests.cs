using System.Text.Json;
using CsCheck;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Uncertainty;

[TestClass]
public sealed class PredictiveAccumulatorTests
{
    /// <summary>2 to 12 classes, 1 to 20 samples; small integer weights, so that certain and equal members occur.</summary>
    private static readonly Gen<float[][]> Members = Gen.Int[2, 12].SelectMany(classes =>
        Gen.Int[0, 9].Array[classes].Where(weights => weights.Sum() > 0).Select(weights => weights.Select(weight => weight / (float)weights.Sum()).ToArray()).Array[1, 20]);

    [TestMethod]
    public void Decomposition_agrees_with_the_reference()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assets", "uncertainty_decomposition.json")));
        foreach (JsonElement example in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = example.GetProperty("name").GetString()!;
            PredictiveAccumulator accumulator = Accumulate([.. example.GetProperty("probabilities").EnumerateArray().Select(Singles)]);
            PredictiveUncertainty uncertainty = accumulator.Uncertainty();
            float[] mean = Singles(example.GetProperty("mean"));
            for (int i = 0; i < mean.Length; i++)
                Assert.AreEqual(mean[i], accumulator.MeanProbabilities()[i], 1e-6, name);
            Assert.AreEqual(example.GetProperty("total").GetDouble(), uncertainty.Total, 1e-6, name);
            Assert.AreEqual(example.GetProperty("aleatoric").GetDouble(), uncertainty.Aleatoric, 1e-6, name);
            Assert.AreEqual(example.GetProperty("epistemic").GetDouble(), uncertainty.Epistemic, 1e-6, name);
        }
    }

    [TestMethod]
    public void Total_is_the_sum_of_its_parts_and_all_lie_between_zero_and_the_logarithm_of_the_classes() =>
        Members.Sample(members =>
        {
            PredictiveUncertainty uncertainty = Accumulate(members).Uncertainty();
            double most = Math.Log(members[0].Length) + 1e-6;
            return Math.Abs(uncertainty.Total - (double)uncertainty.Aleatoric - uncertainty.Epistemic) <= 1e-6
                && uncertainty.Epistemic >= 0 && uncertainty.Aleatoric >= 0 && uncertainty.Total <= most;
        }, iter: 10_000, threads: 1);

    [TestMethod]
    public void Epistemic_is_zero_when_all_samples_agree() =>
        Members.Sample(members => Accumulate([.. Enumerable.Repeat(members[0], 37)]).Uncertainty().Epistemic == 0, iter: 1000, threads: 1);

    [TestMethod]
    public void The_order_of_samples_changes_nothing_but_rounding() =>
        Members.Sample(members =>
        {
            PredictiveUncertainty forwards = Accumulate(members).Uncertainty(), backwards = Accumulate([.. members.Reverse()]).Uncertainty();
            return Math.Abs(forwards.Total - backwards.Total) <= 1e-6 && Math.Abs(forwards.Epistemic - backwards.Epistemic) <= 1e-6;
        }, iter: 1000, threads: 1);

    [TestMethod]
    [DataRow(2)]
    [DataRow(10)]
    [DataRow(1000)]
    public void Certain_samples_that_all_disagree_are_wholly_epistemic(int classes)
    {
        PredictiveUncertainty uncertainty = Accumulate([.. Enumerable.Range(0, classes).Select(i => Enumerable.Range(0, classes).Select(j => i == j ? 1f : 0).ToArray())]).Uncertainty();
        Assert.AreEqual(Math.Log(classes), uncertainty.Epistemic, 1e-6);
        Assert.AreEqual(0f, uncertainty.Aleatoric);
    }

    [TestMethod]
    public void Uniform_samples_are_wholly_aleatoric()
    {
        PredictiveUncertainty uncertainty = Accumulate([[0.25f, 0.25f, 0.25f, 0.25f], [0.25f, 0.25f, 0.25f, 0.25f]]).Uncertainty();
        Assert.AreEqual(Math.Log(4), uncertainty.Aleatoric, 1e-6);
        Assert.AreEqual(0f, uncertainty.Epistemic);
    }

    [TestMethod]
    public void A_single_sample_has_no_epistemic_uncertainty() =>
        Assert.AreEqual(0f, Accumulate([[0.7f, 0.2f, 0.1f]]).Uncertainty().Epistemic);

    [TestMethod]
    public void Members_that_are_no_probabilities_are_refused_and_leave_no_trace()
    {
        var accumulator = new PredictiveAccumulator(2);
        accumulator.Add([0.5f, 0.5f]);
        PredictiveUncertainty before = accumulator.Uncertainty();
        foreach (float[] wrong in new float[][] { [1], [0.2f, 0.3f, 0.5f], [float.NaN, 1], [1.5f, 0], [-0.5f, 1], [0, float.PositiveInfinity] })
            Assert.AreEqual("probabilities", Assert.ThrowsExactly<ArgumentException>(() => accumulator.Add(wrong)).ParamName);
        Assert.AreEqual((1, before), (accumulator.SampleCount, accumulator.Uncertainty()));
    }

    [TestMethod]
    public void Nothing_can_be_asked_before_the_first_sample()
    {
        var accumulator = new PredictiveAccumulator(3);
        Assert.ThrowsExactly<InvalidOperationException>(() => accumulator.Uncertainty());
        Assert.ThrowsExactly<InvalidOperationException>(() => accumulator.MeanProbabilities());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new PredictiveAccumulator(1));
    }

    [TestMethod]
    public void Logits_give_what_their_probabilities_give()
    {
        var random = new Random(3);
        PredictiveAccumulator fromLogits = new(7), fromProbabilities = new(7);
        for (int sample = 0; sample < 50; sample++)
        {
            float[] logits = [.. Enumerable.Range(0, 7).Select(_ => random.NextSingle() * 20 - 10)];
            fromLogits.AddLogits(logits);
            fromProbabilities.Add([.. PlainNetwork.Softmax([.. logits.Select(logit => (double)logit)]).Select(probability => (float)probability)]);
        }

        for (int i = 0; i < 7; i++)
            Assert.AreEqual(fromProbabilities.MeanProbabilities()[i], fromLogits.MeanProbabilities()[i], 1e-6);
        Assert.AreEqual(fromProbabilities.Uncertainty().Total, fromLogits.Uncertainty().Total, 1e-6);
        Assert.AreEqual(fromProbabilities.Uncertainty().Aleatoric, fromLogits.Uncertainty().Aleatoric, 1e-6);
    }

    [TestMethod]
    public void Extreme_logits_overflow_nothing()
    {
        var accumulator = new PredictiveAccumulator(3);
        accumulator.AddLogits([float.MaxValue, 0, float.MinValue]);
        accumulator.AddLogits([-1e30f, -1e30f, -1e30f]);
        accumulator.AddLogits([-1000, -1100, 88]);

        Assert.AreEqual(4.0 / 9, accumulator.MeanProbabilities()[0], 1e-6);
        Assert.AreEqual(1.0 / 9, accumulator.MeanProbabilities()[1], 1e-6);
        Assert.AreEqual(Math.Log(3) / 3, accumulator.Uncertainty().Aleatoric, 1e-6);
    }

    [TestMethod]
    public void What_is_no_distribution_and_what_are_no_logits_is_refused_by_name()
    {
        var accumulator = new PredictiveAccumulator(2);
        Assert.Contains("sum to 1", Assert.ThrowsExactly<ArgumentException>(() => accumulator.Add([0.9f, 0.9f])).Message);
        foreach (float[] wrong in new float[][] { [1], [1, 2, 3], [float.NaN, 1], [float.PositiveInfinity, 1] })
            Assert.AreEqual("logits", Assert.ThrowsExactly<ArgumentException>(() => accumulator.AddLogits(wrong)).ParamName);
        Assert.AreEqual(0, accumulator.SampleCount);
    }

    private static PredictiveAccumulator Accumulate(float[][] members)
    {
        var accumulator = new PredictiveAccumulator(members[0].Length);
        foreach (float[] member in members)
            accumulator.Add(member);
        return accumulator;
    }

    private static float[] Singles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
