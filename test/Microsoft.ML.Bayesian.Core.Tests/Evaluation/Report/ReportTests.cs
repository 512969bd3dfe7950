using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

[TestClass]
public sealed class ReportTests
{
    private const string Svg = "svg", Title = "Digits & <clothes>";

    [TestMethod]
    public void The_report_is_one_well_formed_file_that_refers_to_nothing_else()
    {
        XElement page = Parse(Report(SomeMetrics(foreign: true)));

        Assert.HasCount(4, page.Descendants(Svg));
        string[] attributes = [.. page.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).Distinct()];
        CollectionAssert.DoesNotContain(attributes, "href");
        CollectionAssert.DoesNotContain(attributes, "src");
        Assert.DoesNotContain("url(", page.ToString());
        Assert.AreEqual(Title, page.Descendants("h1").Single().Value);
    }

    [TestMethod]
    public void Every_number_of_the_charts_lies_within_them()
    {
        XElement page = Parse(Report(SomeMetrics(foreign: true)));
        foreach (XElement chart in page.Descendants(Svg))
        {
            double width = Number(chart.Attribute("width")!), height = Number(chart.Attribute("height")!);
            foreach (string point in chart.Descendants().Attributes("points").SelectMany(points => points.Value.Split(' ')))
            {
                double[] place = [.. point.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
                Assert.IsTrue(place[0] >= 0 && place[0] <= width && place[1] >= 0 && place[1] <= height, point);
            }
        }
    }

    [TestMethod]
    public void Figures_stand_in_the_tables()
    {
        BayesianClassificationMetrics metrics = SomeMetrics(foreign: true);
        string text = Parse(Report(metrics)).Value;

        Assert.Contains(metrics.Accuracy.ToString("0.00 %", CultureInfo.InvariantCulture), text);
        Assert.Contains(metrics.NegativeLogLikelihood.ToString("0.0000", CultureInfo.InvariantCulture), text);
        Assert.Contains(metrics.OutOfDistribution!.Detection.Epistemic.AreaUnderRocCurve.ToString("0.0000", CultureInfo.InvariantCulture), text);
        Assert.Contains(metrics.RiskCoverage.Total.Area.ToString("0.0000", CultureInfo.InvariantCulture), text);
    }

    [TestMethod]
    public void Without_foreign_rows_there_is_no_chapter_on_them() =>
        Assert.DoesNotContain("distribution", Parse(Report(SomeMetrics(foreign: false))).Value);

    [TestMethod]
    public void A_perfect_model_has_a_report_too() =>
        Assert.HasCount(4, Parse(Report(BayesianClassificationMetrics.Evaluate([1f, 0, 0, 1], [0, 1]))).Descendants(Svg));

    [TestMethod]
    public void A_saved_file_is_the_written_stream()
    {
        BayesianClassificationMetrics metrics = SomeMetrics(foreign: false);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            metrics.SaveReport(path, Title);
            Assert.AreEqual(Report(metrics), File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static BayesianClassificationMetrics SomeMetrics(bool foreign)
    {
        var random = new Random(5);
        BayesianPrediction Prediction(float doubt)
        {
            float wrong = doubt * random.NextSingle() * 0.6f;
            return new([1 - wrong, wrong], new(wrong, wrong / 3, 2 * wrong / 3));
        }

        BayesianPrediction[] predictions = [.. Enumerable.Range(0, 300).Select(_ => Prediction(0.5f))];
        return BayesianClassificationMetrics.Evaluate(
            predictions, [.. predictions.Select(prediction => random.NextSingle() < prediction.Probabilities[1] ? 1 : 0)],
            outOfDistribution: foreign ? [.. Enumerable.Range(0, 100).Select(_ => Prediction(1))] : null);
    }

    private static string Report(BayesianClassificationMetrics metrics)
    {
        using var stream = new MemoryStream();
        metrics.SaveReport(stream, Title);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XElement Parse(string html)
    {
        const string Doctype = "<!DOCTYPE html>";
        Assert.StartsWith(Doctype, html);
        return XElement.Parse(html[Doctype.Length..]);
    }

    private static double Number(XAttribute attribute) => double.Parse(attribute.Value, CultureInfo.InvariantCulture);
}
