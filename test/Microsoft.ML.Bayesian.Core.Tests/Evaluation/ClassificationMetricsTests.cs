using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class ClassificationMetricsTests
{
    [TestMethod]
    public void Certain_right_answers_are_perfect()
    {
        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate([1f, 0, 0, 0, 0, 1], [0, 2]);

        Assert.AreEqual((1.0, 0.0, 0.0, 0.0), (metrics.Accuracy, metrics.NegativeLogLikelihood, metrics.BrierScore, metrics.ExpectedCalibrationError));
    }

    [TestMethod]
    public void Certain_wrong_answers_cost_the_most()
    {
        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate([1f, 0], [1]);

        Assert.AreEqual((0.0, 2.0, 1.0), (metrics.Accuracy, metrics.BrierScore, metrics.ExpectedCalibrationError));
        Assert.AreEqual(-Math.Log(ClassificationMetrics.SmallestLikelihood), metrics.NegativeLogLikelihood, 1e-12);
    }

    [TestMethod]
    public void Uniform_answers_cost_the_logarithm_of_the_number_of_classes() =>
        Assert.AreEqual(Math.Log(4), ClassificationMetrics.NegativeLogLikelihood([0.25f, 0.25f, 0.25f, 0.25f], [2]), 1e-12);

    [TestMethod]
    public void The_first_class_wins_a_tie() =>
        Assert.AreEqual(0.5, ClassificationMetrics.Accuracy([0.5f, 0.5f, 0.5f, 0.5f], [0, 1]));

    [TestMethod]
    public void The_order_of_the_rows_does_not_matter() => MetricsGenerators.Predictions.Sample(rows =>
    {
        (float[] probabilities, int[] labels) = MetricsGenerators.Reversed(rows.Probabilities, rows.Labels);
        BayesianClassificationMetrics forward = BayesianClassificationMetrics.Evaluate(rows.Probabilities, rows.Labels);
        BayesianClassificationMetrics backward = BayesianClassificationMetrics.Evaluate(probabilities, labels);

        Assert.AreEqual(forward.Accuracy, backward.Accuracy);
        Assert.AreEqual(forward.NegativeLogLikelihood, backward.NegativeLogLikelihood, 1e-12);
        Assert.AreEqual(forward.BrierScore, backward.BrierScore, 1e-12);
        Assert.AreEqual(forward.ExpectedCalibrationError, backward.ExpectedCalibrationError, 1e-12);
    }, seed: "0000KOIPHQbT0", iter: 300);

    [TestMethod]
    public void Every_measure_stays_in_its_range() => MetricsGenerators.Predictions.Sample(rows =>
    {
        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate(rows.Probabilities, rows.Labels);

        Assert.IsTrue(metrics.Accuracy is >= 0 and <= 1);
        Assert.IsTrue(metrics.NegativeLogLikelihood is >= 0 and < 34.6);
        Assert.IsTrue(metrics.BrierScore is >= 0 and <= 2.00001);
        Assert.IsTrue(metrics.ExpectedCalibrationError is >= 0 and <= 1.00001);
        Assert.AreEqual(rows.Labels.Length, metrics.ReliabilityTable.Sum(bin => bin.Count));
    }, seed: "0000KOIPHQbT1", iter: 300);

    [TestMethod]
    public void Predictions_and_plain_probabilities_are_judged_alike()
    {
        float[] probabilities = [0.7f, 0.3f, 0.4f, 0.6f, 0.2f, 0.8f];
        BayesianPrediction[] predictions = [.. probabilities.Chunk(2).Select(row => new BayesianPrediction(row, default))];

        BayesianClassificationMetrics metrics = BayesianClassificationMetrics.Evaluate(predictions, [0, 0, 1], binCount: 4);

        Assert.AreEqual((0.18 + 0.72 + 0.08) / 3, metrics.BrierScore, 1e-6);
        ReliabilityBin[] expected = [.. ClassificationMetrics.ReliabilityTable(probabilities, [0, 0, 1], 4)];
        CollectionAssert.AreEqual(expected, metrics.ReliabilityTable.ToArray());
    }

    [TestMethod]
    public void Input_that_makes_no_sense_is_refused_by_name()
    {
        Refuses("labels", () => ClassificationMetrics.Accuracy([], []));
        Refuses("labels", () => ClassificationMetrics.Accuracy([0.5f, 0.5f], [2]));
        Refuses("labels", () => ClassificationMetrics.BrierScore([0.5f, 0.5f], [-1]));
        Refuses("probabilities", () => ClassificationMetrics.BrierScore([0.5f, 0.5f, 1], [0, 1]));
        Refuses("probabilities", () => ClassificationMetrics.NegativeLogLikelihood([], [0]));
        Refuses("probabilities", () => ClassificationMetrics.NegativeLogLikelihood([float.NaN, 1], [0]));
        Refuses("probabilities", () => ClassificationMetrics.ExpectedCalibrationError([-0.5f, 1.5f], [0]));
        Refuses("probabilities", () => ClassificationMetrics.ExpectedCalibrationError([0.9f, 0.9f], [0]));
        Refuses("labels", () => BayesianClassificationMetrics.Evaluate([new BayesianPrediction([0.5f, 0.5f], default)], [0, 1]));
        Refuses("predictions", () => BayesianClassificationMetrics.Evaluate([new BayesianPrediction([0.5f, 0.5f], default), new BayesianPrediction([1f], default)], [0, 0]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassificationMetrics.ReliabilityTable([1f, 0], [0], 0));
    }

    private static void Refuses(string argument, Action call) => Assert.AreEqual(argument, Assert.ThrowsExactly<ArgumentException>(call).ParamName);
}
