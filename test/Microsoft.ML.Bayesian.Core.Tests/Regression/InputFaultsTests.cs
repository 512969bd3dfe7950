using System.Globalization;
using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Core.Tests.Regression;

/// <summary>Faults that come with what users have and developers have not, each named after what went wrong.</summary>
[TestClass]
public sealed class InputFaultsTests
{
    [TestMethod]
    public void Names_files_and_reports_had_the_decimal_comma_of_the_country()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        comma.NumberFormat.NegativeSign = "−";

        (byte[] Model, string Report, string Names) expected = Make(CultureInfo.InvariantCulture), actual = Make(comma);

        CollectionAssert.AreEqual(expected.Model, actual.Model);
        Assert.AreEqual(expected.Report, actual.Report);
        Assert.AreEqual("-0.5 | 0.25 | 1.5", expected.Names);
        Assert.AreEqual(expected.Names, actual.Names);
    }

    private static (byte[] Model, string Report, string Names) Make(CultureInfo culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            var mlContext = new MLContext(1);
            float[] values = [-0.5f, 0.25f, 1.5f];
            IDataView rows = mlContext.Data.LoadFromEnumerable(Clusters.Rows().Select(row => new Clusters.Row { Features = row.Features, Class = values[(int)row.Class] }));
            IDataView data = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Clusters.Row.Class), keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(rows).Transform(rows);
            BayesianClassificationTransformer model = new CentroidTrainer(mlContext).Fit(data);
            using MemoryStream file = new(), report = new();
            model.Model.Save(file);
            BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(model.Transform(data));
            metrics.SaveReport(report, "Report");
            return (file.ToArray(), System.Text.Encoding.UTF8.GetString(report.ToArray()), string.Join(" | ", metrics.Classes.Select(one => one.Name)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
