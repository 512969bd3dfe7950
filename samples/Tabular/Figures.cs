using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>How good probabilities are on the rows of one fold.</summary>
internal sealed record Figures(double Accuracy, double NegativeLogLikelihood, double CalibrationError)
{
    public static Figures Of(float[] probabilities, int[] labels) => new(
        ClassificationMetrics.Accuracy(probabilities, labels),
        ClassificationMetrics.NegativeLogLikelihood(probabilities, labels),
        ClassificationMetrics.ExpectedCalibrationError(probabilities, labels));
}

/// <summary>A mean over folds and its standard error.</summary>
internal sealed record Estimate(double Mean, double StandardError)
{
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new(mean, Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1) / all.Length));
    }
}
