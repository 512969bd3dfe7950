namespace Microsoft.ML.Bayesian.Core.Tests.Decisions;

[TestClass]
public sealed class RejectionThresholdsTests
{
    private const double Risk = 0.03, Confidence = 0.9;

    [TestMethod]
    public void The_reason_is_the_uncertainty_that_is_too_large()
    {
        var thresholds = new RejectionThresholds(0.1f, 0.4f);

        Assert.AreEqual(Decision.Accept, thresholds.Decide(new(0.5f, 0.1f, 0.4f)));
        Assert.AreEqual(Decision.RejectEpistemic, thresholds.Decide(new(0.31f, 0.11f, 0.2f)));
        Assert.AreEqual(Decision.RejectAleatoric, thresholds.Decide(new(0.5f, 0, 0.5f)));
        Assert.AreEqual(Decision.RejectEpistemic, thresholds.Decide(new(0.8f, 0.3f, 0.5f)), "three times too large, against 1.25 times");
        Assert.AreEqual(Decision.RejectAleatoric, thresholds.Decide(new(1.01f, 0.11f, 0.9f)));
        Assert.AreEqual(Decision.RejectUnscored, thresholds.Decide(new(float.NaN, float.NaN, float.NaN)));
        Assert.AreEqual(Decision.Accept, new RejectionThresholds(0, 0).Decide(default));
    }

    [TestMethod]
    public void The_risk_is_kept_as_often_as_the_confidence_says_and_few_rows_are_rejected()
    {
        // Both uncertainties uniform, an answer wrong with probability (e² + a²)/10: up to thresholds x and y the risk is (x² + y²)/30. At most
        // one calibration in ten may exceed the wanted risk: at most 20 of 200, plus 4 standard deviations, a false alarm in 30,000 runs.
        const int Calibrations = 200, Rows = 8000;
        var random = new Random(12);
        int exceeded = 0;
        double coverage = 0;
        for (int calibration = 0; calibration < Calibrations; calibration++)
        {
            PredictiveUncertainty[] uncertainties = [.. Enumerable.Range(0, Rows).Select(_ => new PredictiveUncertainty(0, random.NextSingle(), random.NextSingle()))];
            bool[] isRight = [.. uncertainties.Select(each => random.NextDouble() >= (each.Epistemic * each.Epistemic + each.Aleatoric * each.Aleatoric) / 10)];

            (double x, double y) = Thresholds(uncertainties, isRight, (ulong)calibration);
            exceeded += (x * x + y * y) / 30 > Risk ? 1 : 0;
            coverage += x * y / Calibrations;
        }

        Assert.IsLessThanOrEqualTo(20 + 4 * Math.Sqrt(200 * 0.1 * 0.9), exceeded);
        // Whoever knew the true risk would accept 0.45 of all rows: x = y = √0.45.
        Assert.IsGreaterThan(0.25, coverage);
    }

    // Now and then no level passes, and nothing is accepted.
    private static (double Epistemic, double Aleatoric) Thresholds(PredictiveUncertainty[] uncertainties, bool[] isRight, ulong seed)
    {
        try
        {
            RejectionThresholds thresholds = RejectionThresholds.Fit(uncertainties, isRight, Risk, Confidence, seed);
            return (thresholds.Epistemic, thresholds.Aleatoric);
        }
        catch (InvalidOperationException)
        {
            return (0, 0);
        }
    }

    [TestMethod]
    public void Rows_more_uncertain_than_all_that_were_seen_are_rejected_at_any_risk()
    {
        PredictiveUncertainty[] uncertainties = [.. Enumerable.Range(0, 400).Select(row => new PredictiveUncertainty(0, row / 400f, 0.1f))];

        RejectionThresholds thresholds = RejectionThresholds.Fit(uncertainties, [.. Enumerable.Repeat(true, 400)], 0.1);

        Assert.IsGreaterThan(0.9f, thresholds.Epistemic);
        Assert.AreEqual(0.1f, thresholds.Aleatoric);
        Assert.AreEqual(Decision.RejectEpistemic, thresholds.Decide(new(0, 1.1f, 0.1f)));
    }

    [TestMethod]
    public void Too_few_or_too_wrong_rows_are_refused_with_a_number()
    {
        PredictiveUncertainty[] few = new PredictiveUncertainty[300];

        string message = Assert.ThrowsExactly<InvalidOperationException>(() => RejectionThresholds.Fit(few, [.. Enumerable.Repeat(true, 300)], 0.01)).Message;

        Assert.Contains("300 calibration rows", message);
        Assert.Contains("459 accepted rows", message);
        Assert.ThrowsExactly<InvalidOperationException>(() => RejectionThresholds.Fit(few, [.. Enumerable.Repeat(false, 300)], 0.5));
    }

    [TestMethod]
    public void Input_that_makes_no_sense_is_refused_by_name()
    {
        void Refuses(string argument, Action call)
        {
            ArgumentException? refusal = null;
            try
            {
                call();
            }
            catch (ArgumentException error)
            {
                refusal = error;
            }

            Assert.AreEqual(argument, refusal?.ParamName);
        }

        Refuses("isRight", () => RejectionThresholds.Fit([default], [], 0.1));
        Refuses("uncertainties", () => RejectionThresholds.Fit([new(0, float.NaN, 0)], [true], 0.1));
        Refuses("uncertainties", () => RejectionThresholds.Fit([new(0, 0, -1)], [true], 0.1));
        Refuses("risk", () => RejectionThresholds.Fit([default], [true], 0));
        Refuses("confidence", () => RejectionThresholds.Fit([default], [true], 0.1, 1));
    }
}
