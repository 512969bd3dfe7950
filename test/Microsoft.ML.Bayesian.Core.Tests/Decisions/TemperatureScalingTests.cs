using CsCheck;
using Microsoft.ML.Bayesian.Core.Tests.Evaluation;

namespace Microsoft.ML.Bayesian.Core.Tests.Decisions;

[TestClass]
public sealed class TemperatureScalingTests
{
    private static readonly Gen<double> Temperatures = Gen.Double[-3, 3].Select(Math.Exp);

    [TestMethod]
    public void The_answer_stays_and_probabilities_sum_to_1() => Gen.Select(MetricsGenerators.Predictions, Temperatures).Sample((rows, temperature) =>
    {
        foreach (float[] row in rows.Probabilities.Chunk(MetricsGenerators.Classes))
        {
            var scaled = new float[row.Length];
            TemperatureScaling.Apply(temperature, row, scaled);
            Assert.AreEqual(Array.IndexOf(row, row.Max()), Array.IndexOf(scaled, scaled.Max()));
            Assert.AreEqual(1, scaled.Sum(), 1e-6f);
        }
    }, seed: "0000KOIPHQbT1", iter: 300);

    [TestMethod]
    public void Probabilities_are_raised_to_the_power_of_1_over_the_temperature()
    {
        var scaled = new float[3];
        TemperatureScaling.Apply(2, [0.64f, 0.36f, 0], scaled);

        Assert.AreEqual(0.8f / 1.4f, scaled[0], 1e-6f);
        Assert.AreEqual(0.6f / 1.4f, scaled[1], 1e-6f);
        Assert.AreEqual(0, scaled[2]);
    }

    [TestMethod]
    public void Total_uncertainty_is_the_entropy_of_the_new_probabilities_and_the_parts_keep_their_shares() => Temperatures.Sample(temperature =>
    {
        float[] row = [0.7f, 0.2f, 0.1f];
        double entropy = row.Sum(p => -p * Math.Log(p));

        PredictiveUncertainty scaled = TemperatureScaling.Apply(temperature, row, new((float)entropy, (float)(0.25 * entropy), (float)(0.75 * entropy)), row);

        Assert.AreEqual(row.Sum(p => p > 0 ? -p * Math.Log(p) : 0), scaled.Total, 1e-5);
        Assert.AreEqual(scaled.Epistemic + scaled.Aleatoric, scaled.Total);
        Assert.AreEqual(0.25f * scaled.Total, scaled.Epistemic, 1e-6f);
    }, seed: "0000KOIPHQbT1", iter: 100);

    [TestMethod]
    public void What_is_certain_stays_certain_and_what_is_unknown_unknown()
    {
        var scaled = new float[2];
        Assert.AreEqual(default, TemperatureScaling.Apply(3, [1, 0], default, scaled));
        CollectionAssert.AreEqual(new float[] { 1, 0 }, scaled);

        PredictiveUncertainty unknown = TemperatureScaling.Apply(3, [float.NaN, float.NaN], new(float.NaN, float.NaN, float.NaN), scaled);
        Assert.IsTrue(float.IsNaN(scaled[0]) && float.IsNaN(unknown.Total) && float.IsNaN(unknown.Epistemic) && float.IsNaN(unknown.Aleatoric));
    }

    [TestMethod]
    public void The_temperature_is_the_one_that_overconfident_probabilities_were_made_with()
    {
        // 4,000 rows that say p^2.5 where p is right. The estimate has a standard error of about 2 %; the seed is fixed.
        (float[] probabilities, int[] labels) = Rows(rows: 4000, temperature: 2.5);

        Assert.AreEqual(2.5, TemperatureScaling.Fit(probabilities, labels), 0.2);
    }

    [TestMethod]
    [DataRow(0.4)]
    [DataRow(1)]
    [DataRow(7)]
    public void No_temperature_of_a_fine_grid_is_better_than_the_fitted_one(double truth)
    {
        (float[] probabilities, int[] labels) = Rows(rows: 300, truth);
        double Cost(double temperature)
        {
            float[] scaled = [.. probabilities];
            for (int row = 0; row < labels.Length; row++)
                TemperatureScaling.Apply(temperature, scaled.AsSpan(row * 3, 3), scaled.AsSpan(row * 3, 3));
            return ClassificationMetrics.NegativeLogLikelihood(scaled, labels);
        }

        double fitted = Cost(TemperatureScaling.Fit(probabilities, labels));

        for (double logarithm = -2.3; logarithm <= 4; logarithm += 0.01)
            Assert.IsLessThanOrEqualTo(Cost(Math.Exp(logarithm)) + 1e-6, fitted);
    }

    [TestMethod]
    public void Where_no_temperature_is_best_the_end_of_the_range_is_taken()
    {
        Assert.AreEqual(TemperatureScaling.Lowest, TemperatureScaling.Fit([0.6f, 0.4f], [0]), 1e-4);
        Assert.AreEqual(TemperatureScaling.Highest, TemperatureScaling.Fit([0.6f, 0.4f], [1]), 1e-2);
        Assert.AreEqual(1, TemperatureScaling.Fit([1, 0], [1]));
    }

    [TestMethod]
    public void Input_that_makes_no_sense_is_refused_by_name()
    {
        Assert.AreEqual("labels", Assert.ThrowsExactly<ArgumentException>(() => TemperatureScaling.Fit([0.5f, 0.5f], [2])).ParamName);
        Assert.AreEqual("destination", Assert.ThrowsExactly<ArgumentException>(() => TemperatureScaling.Apply(1, [1], [])).ParamName);
        foreach (double temperature in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.AreEqual("temperature", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TemperatureScaling.Apply(temperature, [1], new float[1])).ParamName);
    }

    /// <summary>Labels drawn from random probabilities, which are then told with another confidence.</summary>
    private static (float[] Probabilities, int[] Labels) Rows(int rows, double temperature)
    {
        var random = new Random(6);
        var probabilities = new float[rows * 3];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            double[] weights = [.. Enumerable.Range(0, 3).Select(_ => Math.Exp(4 * random.NextDouble()))];
            double drawn = random.NextDouble() * weights.Sum();
            labels[row] = drawn < weights[0] ? 0 : drawn < weights[0] + weights[1] ? 1 : 2;
            double[] told = [.. weights.Select(weight => Math.Pow(weight, temperature))];
            for (int i = 0; i < 3; i++)
                probabilities[row * 3 + i] = (float)(told[i] / told.Sum());
        }

        return (probabilities, labels);
    }
}
