using Microsoft.ML.Bayesian.Tests;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Core.Tests.Decisions;

/// <summary>
/// The promises, kept by a LeNet-5 that another program trained on Dirty-MNIST: 6,000 clear and 1,000 ambiguous test digits in random order, one
/// label each; a fifth gives the temperature, two fifths the thresholds and the sets, two fifths test them. The seeds are fixed.
/// </summary>
[TestClass]
public sealed class DirtyMnistDecisionsTests
{
    private const int Clear = 6000, Ambiguous = 1000, Pixels = 784, LabelsPerAmbiguousImage = 10, Foreign = 1000;
    private static readonly Lazy<Parts> Scored = new(Score);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void A_temperature_makes_new_rows_more_likely_and_better_calibrated()
    {
        (MLContext mlContext, IDataView forTemperature, _, IDataView test, IDataView foreign) = Scored.Value;
        TemperatureScalingTransformer scaling = mlContext.Bayesian.CalibrateTemperature().Fit(forTemperature);

        BayesianClassificationMetrics before = mlContext.Bayesian.Evaluate(test, outOfDistribution: foreign);
        BayesianClassificationMetrics after = mlContext.Bayesian.Evaluate(scaling.Transform(test), outOfDistribution: scaling.Transform(foreign));

        Write($"temperature {scaling.Temperature:F2}; negative log-likelihood {before.NegativeLogLikelihood:F3} to {after.NegativeLogLikelihood:F3} nats; ECE {before.ExpectedCalibrationError:P1} to {after.ExpectedCalibrationError:P1}; " +
            $"AUROC of clothes by epistemic uncertainty {before.OutOfDistribution!.Detection.Epistemic.AreaUnderRocCurve:F3} to {after.OutOfDistribution!.Detection.Epistemic.AreaUnderRocCurve:F3}");
        Assert.AreEqual(before.Accuracy, after.Accuracy);
        Assert.IsLessThan(before.NegativeLogLikelihood, after.NegativeLogLikelihood);
        Assert.IsLessThan(before.ExpectedCalibrationError, after.ExpectedCalibrationError);
    }

    [TestMethod]
    public void At_most_1_percent_of_the_accepted_answers_are_wrong()
    {
        // The promise is kept by 95 of 100 calibrations; where it is kept, so many errors or more happen in less than one of 1,000 test sets.
        (MLContext mlContext, IDataView forTemperature, IDataView calibration, IDataView test, IDataView foreign) = Scored.Value;
        TemperatureScalingTransformer scaling = mlContext.Bayesian.CalibrateTemperature().Fit(forTemperature);
        RejectionTransformer rejecting = mlContext.Bayesian.RejectAbove(risk: 0.01, confidence: 0.95).Fit(scaling.Transform(calibration));

        IDataView decided = rejecting.Transform(scaling.Transform(test));
        string[] decisions = [.. decided.GetColumn<string>("Decision")], aboutClothes = [.. rejecting.Transform(scaling.Transform(foreign)).GetColumn<string>("Decision")];
        bool[] isRight = [.. decided.GetColumn<uint>("PredictedLabel").Zip(decided.GetColumn<float>("Label"), (predicted, label) => predicted == label + 1)];
        int accepted = decisions.Count(decision => decision == Decision.Accept), errors = decisions.Zip(isRight).Count(pair => pair.First == Decision.Accept && !pair.Second);

        Write($"{accepted} of {decisions.Length} answers accepted, {errors} of them wrong ({(double)errors / accepted:P2}); without rejecting {isRight.Count(right => !right) / (double)isRight.Length:P2} are wrong; " +
            $"rejected digits: {Count(decisions, Decision.RejectEpistemic)} epistemic, {Count(decisions, Decision.RejectAleatoric)} aleatoric; clothes: {Count(aboutClothes, Decision.RejectEpistemic)} epistemic, " +
            $"{Count(aboutClothes, Decision.RejectAleatoric)} aleatoric, {Count(aboutClothes, Decision.Accept)} accepted of {Foreign}");
        Assert.IsGreaterThan(0.001, 1 - BinomialTail.AtMost(errors - 1, accepted, 0.01));
        Assert.IsGreaterThan(decisions.Length / 2, accepted);
        Assert.IsLessThan(Foreign / 20, Count(aboutClothes, Decision.Accept));
    }

    [TestMethod]
    public void Sets_hold_the_true_class_of_95_percent_of_new_rows()
    {
        // Over calibrations and test sets the coverage has the variance of a Beta and of a binomial together; 4 standard deviations are a false
        // alarm in 16,000 runs.
        (MLContext mlContext, IDataView forTemperature, IDataView calibration, IDataView test, _) = Scored.Value;
        TemperatureScalingTransformer scaling = mlContext.Bayesian.CalibrateTemperature().Fit(forTemperature);
        PredictionSetTransformer sets = mlContext.Bayesian.PredictionSets(alpha: 0.05).Fit(scaling.Transform(calibration));

        IDataView transformed = sets.Transform(scaling.Transform(test));
        int[] sizes = [.. transformed.GetColumn<int>("PredictionSetSize")];
        double coverage = transformed.GetColumn<uint[]>("PredictionSet").Zip(transformed.GetColumn<float>("Label")).Average(pair => pair.First.Contains((uint)pair.Second + 1) ? 1.0 : 0);

        Write($"coverage {coverage:P2}, mean size {sizes.Average():F2}; " + string.Join(", ", sizes.GroupBy(size => size).OrderBy(group => group.Key).Select(group => $"{group.Count()} sets of {group.Key}")));
        Assert.AreEqual(0.95, coverage, 4 * Math.Sqrt(0.05 * 0.95 * (1.0 / sizes.Length + 5.0 / 2 / (Clear + Ambiguous))));
    }

    [TestMethod]
    public void Over_1000_splits_of_real_scores_sets_cover_as_often_as_promised()
    {
        // Over random splits of one pool the expected coverage is rank/(n + 1), whatever the pool, and a little more where scores are equal. The splits share
        // the pool, which makes their mean closer to that than independent ones would be: 4 standard errors are a false alarm in over 16,000 runs.
        const int Splits = 1000, Count = 200;
        const double Alpha = 0.1;
        (_, _, IDataView calibration, _, _) = Scored.Value;
        float[] pool = [.. calibration.GetColumn<float[]>("Score").Zip(calibration.GetColumn<float>("Label"), (score, label) => score[(int)label])];
        var random = new Random(13);
        double sum = 0;
        for (int split = 0; split < Splits; split++)
        {
            random.Shuffle(pool);
            ConformalThreshold threshold = ConformalThreshold.Fit(pool.AsSpan(0, Count), Alpha);
            sum += pool.Skip(Count).Average(probability => threshold.Includes(probability) ? 1.0 : 0);
        }

        double expected = Math.Ceiling((Count + 1) * (1 - Alpha)) / (Count + 1);
        double error = Math.Sqrt(expected * (1 - expected) * (1.0 / Count + 1.0 / (pool.Length - Count)) / Splits);
        Write($"mean coverage {sum / Splits:P2} over {Splits} splits, {expected:P2} expected");
        Assert.AreEqual(expected, sum / Splits, 4 * error);
    }

    private static int Count(string[] decisions, string decision) => decisions.Count(each => each == decision);

    private void Write(string line) => TestContext.WriteLine(line);

    private static Parts Score()
    {
        Posterior posterior = TrainedNetworks.Load(TrainedNetworks.LeNet5);
        var mlContext = new MLContext(1);
        BayesianClassificationTransformer model = mlContext.Bayesian.ScoringTransformer(new BayesianModel(posterior, new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 20, Seed = 1 }));
        byte[] clear = IdxFile.ReadLabels(TestData.Require("mnist/t10k-labels-idx1-ubyte.gz"), Clear);
        byte[] ambiguous = IdxFile.ReadLabelSets(TestData.Require("ambiguous-mnist/t10k-labels-idx2-ubyte.gz"), Ambiguous);
        Digit[] digits =
        [
            .. Images("mnist", Clear).Zip(clear, (pixels, label) => new Digit { Features = pixels, Label = label }),
            .. Images("ambiguous-mnist", Ambiguous).Select((pixels, image) => new Digit { Features = pixels, Label = ambiguous[image * LabelsPerAmbiguousImage] }),
        ];
        new Random(2).Shuffle(digits);

        // Scored once, then without their pixels in memory.
        IDataView Rows(IEnumerable<Digit> rows) => mlContext.Data.Cache(mlContext.Transforms.SelectColumns("Label", "PredictedLabel", "Score", "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty")
            .Fit(model.Transform(mlContext.Data.LoadFromEnumerable(Array.Empty<Digit>()))).Transform(model.Transform(mlContext.Data.LoadFromEnumerable(rows))));
        int fifth = digits.Length / 5;
        return new(mlContext, Rows(digits.Take(fifth)), Rows(digits.Skip(fifth).Take(2 * fifth)), Rows(digits.Skip(3 * fifth)),
            Rows(Images("fashion-mnist", Foreign).Select(pixels => new Digit { Features = pixels })));
    }

    private static IEnumerable<float[]> Images(string set, int count) => TrainedNetworks.Inputs(set, count).Chunk(Pixels);

    private sealed record Parts(MLContext MLContext, IDataView ForTemperature, IDataView Calibration, IDataView Test, IDataView Foreign);

    private sealed class Digit
    {
        [VectorType(Pixels)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
