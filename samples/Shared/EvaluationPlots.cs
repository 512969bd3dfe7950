using Microsoft.ML.Bayesian;
using ScottPlot;

namespace BayesianML.Samples;

/// <summary>Draws the charts of an evaluation as PNG pictures, for documents that cannot hold the HTML report.</summary>
internal static class EvaluationPlots
{
    private const int Width = 700, Height = 480;

    /// <summary>Shares below 1 in 10,000 end at the axis.</summary>
    private const double SmallestShareLog10 = -4;

    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Save(string folder, BayesianClassificationMetrics metrics)
    {
        Directory.CreateDirectory(folder);
        string reliability = Path.Combine(folder, "reliability.png"), risk = Path.Combine(folder, "risk-coverage.png"), uncertainties = Path.Combine(folder, "uncertainties.png");
        Reliability(metrics).SavePng(reliability, Width, Height);
        RiskCoverage(metrics).SavePng(risk, Width, Height);

        var multiplot = new Multiplot();
        multiplot.AddPlots(2);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Rows();
        Histogram(multiplot.GetPlot(0), "epistemic uncertainty", metrics.Uncertainties.Epistemic, metrics.OutOfDistribution?.Uncertainties.Epistemic);
        Histogram(multiplot.GetPlot(1), "aleatoric uncertainty", metrics.Uncertainties.Aleatoric, metrics.OutOfDistribution?.Uncertainties.Aleatoric);
        multiplot.SavePng(uncertainties, Width, 2 * Height);
        return [reliability, risk, uncertainties];
    }

    private static Plot Reliability(BayesianClassificationMetrics metrics)
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
        return Finish(plot, $"Reliability, expected calibration error {metrics.ExpectedCalibrationError:P1}", "confidence", "accuracy", Alignment.UpperLeft);
    }

    private static Plot RiskCoverage(BayesianClassificationMetrics metrics)
    {
        var plot = new Plot();
        foreach (var (name, curve) in new[] { ("total", metrics.RiskCoverage.Total), ("epistemic", metrics.RiskCoverage.Epistemic), ("aleatoric", metrics.RiskCoverage.Aleatoric) })
        {
            var line = plot.Add.ScatterLine(curve.Points.Select(point => point.Coverage).ToArray(), curve.Points.Select(point => point.Risk).ToArray());
            line.LineWidth = 2;
            line.LegendText = $"by {name}, AURC {curve.Area:F4}";
        }

        double largest = new[] { metrics.RiskCoverage.Total, metrics.RiskCoverage.Epistemic, metrics.RiskCoverage.Aleatoric }.Max(curve => curve.Points.Max(point => point.Risk));
        plot.Axes.SetLimits(0, 1, 0, Math.Max(0.01, 1.05 * largest));
        return Finish(plot, "Risk of answering the least uncertain rows", "coverage", "risk", Alignment.UpperLeft);
    }

    private static void Histogram(Plot plot, string title, UncertaintyDistribution known, UncertaintyDistribution? foreign)
    {
        Outline(plot, known, Colors.C0, "in distribution");
        if (foreign is not null)
            Outline(plot, foreign, Colors.C1, "out of distribution");
        plot.Axes.Left.SetTicks([-4, -3, -2, -1, 0], ["0.01 %", "0.1 %", "1 %", "10 %", "100 %"]);
        plot.Axes.SetLimits(0, known.UpperBound, SmallestShareLog10, 0.1);
        Finish(plot, title, "nats", "share of rows", Alignment.UpperRight);
    }

    private static void Outline(Plot plot, UncertaintyDistribution distribution, Color color, string name)
    {
        double rows = distribution.Histogram.Sum(), width = distribution.UpperBound / distribution.Histogram.Count;
        var outline = new List<Coordinates> { new(0, SmallestShareLog10) };
        for (int bin = 0; bin < distribution.Histogram.Count; bin++)
        {
            double height = Math.Max(SmallestShareLog10, Math.Log10(distribution.Histogram[bin] / rows));
            outline.Add(new(bin * width, height));
            outline.Add(new((bin + 1) * width, height));
        }

        outline.Add(new(distribution.UpperBound, SmallestShareLog10));
        var area = plot.Add.Polygon([.. outline]);
        area.FillColor = color.WithAlpha(0.25);
        area.LineColor = color;
        area.LineWidth = 2;
        area.LegendText = name;
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
