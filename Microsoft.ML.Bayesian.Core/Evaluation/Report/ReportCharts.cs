using System.Globalization;

namespace Microsoft.ML.Bayesian;

/// <summary>The charts of the report.</summary>
internal static class ReportCharts
{
    private const string Blue = "#2166ac", Orange = "#d95f02", Green = "#1b9e77", Grey = "#777777";

    /// <summary>Accuracy beside confidence.</summary>
    public static SvgChart Reliability(BayesianClassificationMetrics metrics)
    {
        var chart = new SvgChart("Reliability", ChartAxis.Shares("confidence (probability of the answer)"), ChartAxis.Shares("accuracy"));
        foreach (ReliabilityBin bin in metrics.ReliabilityTable)
        {
            if (bin.Accuracy is { } accuracy)
                chart.Bar(bin.LowerBound, bin.UpperBound, accuracy, Blue, string.Create(CultureInfo.InvariantCulture, $"{bin.Count:N0} rows, {bin.MeanConfidence:P1} sure, {accuracy:P1} right"));
        }

        chart.Line([(0, 0), (1, 1)], Grey, "perfectly calibrated", dashed: true);
        bool named = false;
        foreach (ReliabilityBin bin in metrics.ReliabilityTable)
        {
            if (bin is not { Accuracy: { } accuracy, MeanConfidence: { } confidence })
                continue;
            chart.Dot(confidence, accuracy, Orange, named ? null : "mean confidence");
            named = true;
        }

        return chart;
    }

    /// <summary>The risk of answering only the rows that an uncertainty trusts most.</summary>
    public static SvgChart RiskCoverage(BayesianClassificationMetrics metrics)
    {
        ByUncertainty<RiskCoverageCurve> curves = metrics.RiskCoverage;
        double largest = new[] { curves.Total, curves.Epistemic, curves.Aleatoric }.Max(curve => curve.Points.Max(point => point.Risk));
        var chart = new SvgChart("Risk of answering the least uncertain rows", ChartAxis.Shares("coverage (share of rows answered)"),
            ChartAxis.UpTo("risk (share of answers wrong)", Math.Clamp(largest * 1.05, 0.001, 1), 100, " %"));
        foreach ((string name, RiskCoverageCurve curve, string colour) in new[] { ("by total", curves.Total, Blue), ("by epistemic", curves.Epistemic, Orange), ("by aleatoric", curves.Aleatoric, Green) })
            chart.Line(curve.Points.Select(point => (point.Coverage, point.Risk)), colour, name);
        return chart;
    }

    /// <summary>One uncertainty over the known rows, and over the foreign ones where there are any.</summary>
    public static SvgChart Histogram(string title, UncertaintyDistribution known, UncertaintyDistribution? foreign)
    {
        var chart = new SvgChart(title, ChartAxis.UpTo("nats", known.UpperBound), ChartAxis.LogShares("share of rows")) { HasLegendAtRight = true };
        chart.Area(Outline(known), Blue, foreign is null ? null : "in distribution");
        if (foreign is not null)
            chart.Area(Outline(foreign), Orange, "out of distribution");
        return chart;
    }

    private static List<(double X, double Y)> Outline(UncertaintyDistribution distribution)
    {
        double rows = distribution.Histogram.Sum(), width = distribution.UpperBound / distribution.Histogram.Count;
        var outline = new List<(double X, double Y)>();
        for (int bin = 0; bin < distribution.Histogram.Count; bin++)
        {
            double height = Math.Log10(Math.Max(1e-9, distribution.Histogram[bin] / rows));
            outline.Add((bin * width, height));
            outline.Add(((bin + 1) * width, height));
        }

        return outline;
    }
}
