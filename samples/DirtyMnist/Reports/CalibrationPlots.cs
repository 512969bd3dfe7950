using Microsoft.ML.Bayesian;
using ScottPlot;

namespace BayesianML.Samples;

/// <summary>Draws how far probabilities and uncertainties can be relied on: the charts of the HTML report as pictures.</summary>
internal static class CalibrationPlots
{
    private const int Width = 700, Height = 480;

    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Save(string folder, string set, BayesianClassificationMetrics metrics)
    {
        Directory.CreateDirectory(folder);
        string reliability = Path.Combine(folder, "reliability.png"), risk = Path.Combine(folder, "risk-coverage.png");
        Reliability(set, metrics).SavePng(reliability, Width, Height);
        RiskCoverage(set, metrics).SavePng(risk, Width, Height);
        return [reliability, risk];
    }

    private static Plot Reliability(string set, BayesianClassificationMetrics metrics)
    {
        var plot = new Plot();
        ReliabilityBin[] filled = [.. metrics.ReliabilityTable.Where(bin => bin.Count > 0)];
        foreach (ReliabilityBin bin in filled)
        {
            var bar = plot.Add.Rectangle(bin.LowerBound, bin.UpperBound, 0, bin.Accuracy!.Value);
            bar.FillColor = Colors.C0.WithAlpha(0.5);
            bar.LineColor = Colors.C0;
        }

        var perfect = plot.Add.Line(0, 0, 1, 1);
        perfect.LineColor = Colors.Gray;
        perfect.LinePattern = LinePattern.Dashed;
        perfect.LegendText = "perfectly calibrated";
        var confidence = plot.Add.ScatterPoints(
            filled.Select(bin => bin.MeanConfidence!.Value).ToArray(), filled.Select(bin => bin.Accuracy!.Value).ToArray());
        confidence.Color = Colors.C1;
        confidence.LegendText = "mean confidence";
        plot.Axes.SetLimits(0, 1, 0, 1);
        return Finish(plot, $"Reliability on {set}, expected calibration error {metrics.ExpectedCalibrationError:P1}", "confidence", "accuracy", Alignment.UpperLeft);
    }

    private static Plot RiskCoverage(string set, BayesianClassificationMetrics metrics)
    {
        var plot = new Plot();
        (string Name, RiskCoverageCurve Curve)[] curves =
            [("total", metrics.RiskCoverage.Total), ("epistemic", metrics.RiskCoverage.Epistemic), ("aleatoric", metrics.RiskCoverage.Aleatoric)];
        foreach (var (name, curve) in curves)
        {
            var line = plot.Add.ScatterLine(curve.Points.Select(point => point.Coverage).ToArray(), curve.Points.Select(point => point.Risk).ToArray());
            line.LineWidth = 2;
            line.LegendText = $"by {name}, AURC {curve.Area:F4}";
        }

        plot.Axes.SetLimits(0, 1, 0, Math.Max(0.01, 1.05 * curves.Max(curve => curve.Curve.Points.Max(point => point.Risk))));
        return Finish(plot, $"Risk of answering the least uncertain images of {set}", "coverage", "risk", Alignment.UpperLeft);
    }

    private static Plot Finish(Plot plot, string title, string horizontal, string vertical, Alignment legend)
    {
        plot.Font.Set(PictureFont.Name);
        plot.Title(title, size: 16);
        plot.XLabel(horizontal, size: 13);
        plot.YLabel(vertical, size: 13);
        plot.ShowLegend(legend);
        return plot;
    }
}
