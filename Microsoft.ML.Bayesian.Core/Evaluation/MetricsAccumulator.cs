namespace Microsoft.ML.Bayesian;

/// <summary>Judges predictions row by row. Of a row it keeps the uncertainties and whether the answer is right, since ranks need them all.</summary>
internal sealed class MetricsAccumulator(IReadOnlyList<string> classNames, int binCount)
{
    private readonly ReliabilityBins bins = new(binCount);
    private readonly int[] support = new int[classNames.Count];
    private readonly int[] answered = new int[classNames.Count];
    private readonly int[] right = new int[classNames.Count];
    private readonly double[,] classUncertainty = new double[classNames.Count, 3];
    private readonly UncertaintyValues known = new();
    private readonly UncertaintyValues foreign = new();
    private readonly List<bool> isRight = [];
    private double logLoss;
    private double squaredDistance;
    private int skipped;

    /// <summary>The number of foreign rows so far.</summary>
    public int OutOfDistributionCount => foreign.Count;

    public void Add(ReadOnlySpan<float> probabilities, int label, PredictiveUncertainty uncertainty)
    {
        ClassificationMetrics.CheckRow(probabilities, label, isRight.Count);
        int predicted = ClassificationMetrics.PredictedClass(probabilities);
        isRight.Add(predicted == label);
        known.Add(uncertainty);
        bins.Add(probabilities[predicted], predicted == label);
        logLoss += ClassificationMetrics.LogLoss(probabilities[label]);
        squaredDistance += ClassificationMetrics.SquaredDistance(probabilities, label);
        support[label]++;
        answered[predicted]++;
        right[label] += predicted == label ? 1 : 0;
        classUncertainty[label, 0] += uncertainty.Total;
        classUncertainty[label, 1] += uncertainty.Epistemic;
        classUncertainty[label, 2] += uncertainty.Aleatoric;
    }

    /// <summary>Counts a row that cannot be judged.</summary>
    public void Skip() => skipped++;

    public void AddOutOfDistribution(PredictiveUncertainty uncertainty) => foreign.Add(uncertainty);

    public BayesianClassificationMetrics ToMetrics()
    {
        int count = isRight.Count;
        if (count == 0)
            throw new ArgumentException($"At least one row with a label and a score is needed, but there is none among {skipped}.", "labels");
        IReadOnlyList<ReliabilityBin> table = bins.ToTable();
        ByUncertainty<float[]> uncertainties = known.ToArrays();
        bool[] rightRows = [.. isRight];
        return new()
        {
            RowCount = count,
            SkippedRowCount = skipped,
            Accuracy = (double)right.Sum() / count,
            NegativeLogLikelihood = logLoss / count,
            BrierScore = squaredDistance / count,
            ExpectedCalibrationError = ClassificationMetrics.ExpectedCalibrationError(table),
            ReliabilityTable = table,
            Classes = [.. Enumerable.Range(0, classNames.Count).Select(Class)],
            RiskCoverage = uncertainties.Select(values => ClassificationMetrics.RiskCoverage(values, rightRows)),
            Uncertainties = uncertainties.Select(values => UncertaintyDistribution.Of(values, classNames.Count)),
            UncertaintyRankCorrelation = ClassificationMetrics.RankCorrelation(uncertainties.Epistemic, uncertainties.Aleatoric),
            OutOfDistribution = foreign.Count > 0 ? OutOfDistribution(uncertainties, foreign.ToArrays()) : null,
        };
    }

    private ClassMetrics Class(int label)
    {
        double? Share(double part, double whole) => whole > 0 ? part / whole : null;
        float Mean(int uncertainty) => (float)(classUncertainty[label, uncertainty] / support[label]);
        return new(
            classNames[label], support[label],
            Share(right[label], answered[label]), Share(right[label], support[label]), Share(2.0 * right[label], support[label] + answered[label]),
            support[label] > 0 ? new(Mean(0), Mean(1), Mean(2)) : null);
    }

    private OutOfDistributionMetrics OutOfDistribution(ByUncertainty<float[]> negatives, ByUncertainty<float[]> positives) => new(
        foreign.Count,
        positives.Zip(negatives, (positive, negative) => new DetectionMetrics(
            ClassificationMetrics.AreaUnderRocCurve(positive, negative),
            ClassificationMetrics.AveragePrecision(positive, negative),
            ClassificationMetrics.FalsePositiveRate(positive, negative))),
        positives.Select(values => UncertaintyDistribution.Of(values, classNames.Count)));
}
