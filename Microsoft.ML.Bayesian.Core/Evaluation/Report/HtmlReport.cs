using System.Globalization;
using System.Net;
using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>Metrics as one HTML file that needs no other.</summary>
internal sealed class HtmlReport
{
    private const string Style = """
        body { font-family: sans-serif; color: #222; max-width: 1000px; margin: 2em auto; padding: 0 1em; }
        h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
        table { border-collapse: collapse; } th, td { padding: 0.3em 0.8em; border-bottom: 1px solid #ddd; text-align: right; }
        th:first-child, td:first-child { text-align: left; } .charts { display: flex; flex-wrap: wrap; gap: 12px; }
        svg { max-width: 100%; height: auto; border: 1px solid #eee; } p.note { color: #666; font-size: 0.9em; max-width: 46em; }
        """;

    private readonly StringBuilder html = new();

    public static string Write(BayesianClassificationMetrics metrics, string title)
    {
        var report = new HtmlReport();
        report.Begin(title);
        report.Summary(metrics);
        report.Charts(metrics);
        if (metrics.OutOfDistribution is { } foreign)
            report.OutOfDistribution(metrics, foreign);
        report.Classes(metrics);
        report.html.AppendLine("</body></html>");
        return report.html.ToString();
    }

    private void Begin(string title)
    {
        string encoded = WebUtility.HtmlEncode(title);
        html.AppendLine($"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>{encoded}</title>""");
        html.AppendLine($"<style>\n{Style}\n</style></head><body>\n<h1>{encoded}</h1>");
    }

    private void Summary(BayesianClassificationMetrics metrics)
    {
        Table(["", ""],
        [
            ["rows", metrics.RowCount.ToString("N0", CultureInfo.InvariantCulture)],
            .. metrics.SkippedRowCount > 0 ? new[] { new[] { "rows without label or score, left out", metrics.SkippedRowCount.ToString("N0", CultureInfo.InvariantCulture) } } : [],
            ["accuracy", Percent(metrics.Accuracy)],
            ["negative log-likelihood, nats", Number(metrics.NegativeLogLikelihood)],
            ["Brier score (sum over classes)", Number(metrics.BrierScore)],
            ["expected calibration error", Percent(metrics.ExpectedCalibrationError)],
            ["rank correlation of epistemic and aleatoric uncertainty", Number(metrics.UncertaintyRankCorrelation)],
        ]);
        Table(["uncertainty", "mean, nats", "area under risk–coverage (AURC)"],
            Rows(metrics.Uncertainties.Zip(metrics.RiskCoverage, (distribution, curve) => new[] { Number(distribution.Mean), Number(curve.Area) })));
    }

    private void Charts(BayesianClassificationMetrics metrics)
    {
        html.AppendLine("<h2>Calibration and risk</h2>\n<div class=\"charts\">");
        html.Append(ReportCharts.Reliability(metrics)).Append(ReportCharts.RiskCoverage(metrics)).AppendLine("</div>");
        html.AppendLine("<h2>Uncertainties</h2>\n<div class=\"charts\">");
        html.Append(ReportCharts.Histogram("Epistemic uncertainty", metrics.Uncertainties.Epistemic, metrics.OutOfDistribution?.Uncertainties.Epistemic));
        html.Append(ReportCharts.Histogram("Aleatoric uncertainty", metrics.Uncertainties.Aleatoric, metrics.OutOfDistribution?.Uncertainties.Aleatoric)).AppendLine("</div>");
        html.AppendLine("<p class=\"note\">Epistemic uncertainty is what more data would remove: high for rows unlike the training data. Aleatoric uncertainty is what more data would not remove: high for rows that are ambiguous in themselves. Shares have a logarithmic axis.</p>");
    }

    private void OutOfDistribution(BayesianClassificationMetrics metrics, OutOfDistributionMetrics foreign)
    {
        html.AppendLine("<h2>Out of distribution</h2>");
        Table(["by uncertainty", "AUROC", "AUPR", "FPR95", "mean here, nats", "mean there, nats"],
            Rows(foreign.Detection
                .Zip(metrics.Uncertainties, (detection, known) => (detection, known))
                .Zip(foreign.Uncertainties, (pair, there) => new[]
                {
                    Number(pair.detection.AreaUnderRocCurve), Number(pair.detection.AveragePrecision), Percent(pair.detection.FalsePositiveRate95),
                    Number(pair.known.Mean), Number(there.Mean),
                })));
        html.AppendLine(string.Create(CultureInfo.InvariantCulture, $"<p class=\"note\">{foreign.RowCount:N0} foreign rows are the positives. FPR95 is the share of known rows taken for foreign when 95 % of the foreign ones are found.</p>"));
    }

    private void Classes(BayesianClassificationMetrics metrics)
    {
        html.AppendLine("<h2>Classes</h2>");
        Table(["class", "rows", "precision", "recall", "F1", "mean total, nats", "mean epistemic, nats", "mean aleatoric, nats"], metrics.Classes.Select(each => new[]
        {
            each.Name, each.Support.ToString("N0", CultureInfo.InvariantCulture), Percent(each.Precision), Percent(each.Recall), Number(each.F1),
            Number(each.MeanUncertainty?.Total), Number(each.MeanUncertainty?.Epistemic), Number(each.MeanUncertainty?.Aleatoric),
        }));
    }

    private void Table(string[] heads, IEnumerable<string[]> rows)
    {
        html.AppendLine("<table>");
        if (heads.Any(head => head.Length > 0))
            Row("th", heads);
        foreach (string[] row in rows)
            Row("td", row);
        html.AppendLine("</table>");
    }

    private void Row(string cell, string[] texts) =>
        html.Append("<tr>").AppendJoin("", texts.Select(text => $"<{cell}>{WebUtility.HtmlEncode(text)}</{cell}>")).AppendLine("</tr>");

    private static IEnumerable<string[]> Rows(ByUncertainty<string[]> cells) => [["total", .. cells.Total], ["epistemic", .. cells.Epistemic], ["aleatoric", .. cells.Aleatoric]];

    private static string Percent(double? value) => value?.ToString("0.00 %", CultureInfo.InvariantCulture) ?? "–";

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "–";
}
