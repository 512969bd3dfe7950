using System.Globalization;
using System.Text;

namespace BayesianML.CommandLine;

/// <summary>Metrics for people.</summary>
internal static class MetricsTable
{
    public static string Of(BayesianClassificationMetrics metrics)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');

        string skipped = metrics.SkippedRowCount == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {metrics.SkippedRowCount:N0} more without a label or a score");
        Line($"{"rows",-28}{metrics.RowCount,10:N0}{skipped}");
        Line($"{"accuracy",-28}{metrics.Accuracy,10:P2}");
        Line($"{"negative log-likelihood",-28}{metrics.NegativeLogLikelihood,10:F4} nats");
        Line($"{"Brier score",-28}{metrics.BrierScore,10:F4}");
        Line($"{"expected calibration error",-28}{metrics.ExpectedCalibrationError,10:P2}");
        Line($"{"rank correlation",-28}{Figure(metrics.UncertaintyRankCorrelation),10} of epistemic and aleatoric uncertainty");
        Line($"");
        Line($"{"",-28}{"total",10}{"epistemic",12}{"aleatoric",12}");
        Line($"{"mean uncertainty, nats",-28}{metrics.Uncertainties.Total.Mean,10:F4}{metrics.Uncertainties.Epistemic.Mean,12:F4}{metrics.Uncertainties.Aleatoric.Mean,12:F4}");
        Line($"{"area under risk-coverage",-28}{metrics.RiskCoverage.Total.Area,10:F4}{metrics.RiskCoverage.Epistemic.Area,12:F4}{metrics.RiskCoverage.Aleatoric.Area,12:F4}");
        if (metrics.OutOfDistribution is { } foreign)
        {
            ByUncertainty<DetectionMetrics> found = foreign.Detection;
            Line($"");
            Line($"{$"{foreign.RowCount:N0} foreign rows",-28}{"total",10}{"epistemic",12}{"aleatoric",12}");
            Line($"{"mean uncertainty, nats",-28}{foreign.Uncertainties.Total.Mean,10:F4}{foreign.Uncertainties.Epistemic.Mean,12:F4}{foreign.Uncertainties.Aleatoric.Mean,12:F4}");
            Line($"{"AUROC",-28}{found.Total.AreaUnderRocCurve,10:F4}{found.Epistemic.AreaUnderRocCurve,12:F4}{found.Aleatoric.AreaUnderRocCurve,12:F4}");
            Line($"{"AUPR",-28}{found.Total.AveragePrecision,10:F4}{found.Epistemic.AveragePrecision,12:F4}{found.Aleatoric.AveragePrecision,12:F4}");
            Line($"{"FPR95",-28}{found.Total.FalsePositiveRate95,10:F4}{found.Epistemic.FalsePositiveRate95,12:F4}{found.Aleatoric.FalsePositiveRate95,12:F4}");
        }

        Line($"");
        Line($"{"class",-18}{"rows",10}{"precision",12}{"recall",12}{"F1",12}{"total",12}{"epistemic",12}{"aleatoric",12}");
        foreach (ClassMetrics each in metrics.Classes)
            Line($"{each.Name,-18}{each.Support,10:N0}{Figure(each.Precision),12}{Figure(each.Recall),12}{Figure(each.F1),12}{Figure(each.MeanUncertainty?.Total),12}{Figure(each.MeanUncertainty?.Epistemic),12}{Figure(each.MeanUncertainty?.Aleatoric),12}");
        return text.ToString().TrimEnd('\n');
    }

    private static string Figure(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";
}
