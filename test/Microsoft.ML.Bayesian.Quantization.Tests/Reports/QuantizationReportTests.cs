using System.Text.Json;
using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Reports;

[TestClass]
public sealed class QuantizationReportTests
{
    [TestMethod]
    public void Bytes_by_part_add_up_to_the_whole()
    {
        QuantizationReport report = Report(new());
        Assert.AreEqual(report.BytesBefore, report.Layers.Sum(layer => layer.MeanBytesBefore + layer.StandardDeviationBytesBefore + layer.BiasBytesBefore));
        Assert.AreEqual(report.BytesAfter, report.DrawBytesAfter + report.Layers.Sum(layer => layer.MeanBytesAfter + layer.StandardDeviationBytesAfter + layer.BiasBytesAfter));
    }

    [TestMethod]
    public void Matched_draws_keep_the_deviation_of_every_fifth_of_the_weights()
    {
        // Deviations are left alone, so that the ratio shows the draw alone. A fifth of the smallest layer is 200 draws of 200 weights, whose
        // standard error is 0.35 %: 3 % are more than 8 of them, and a false alarm is less likely than 10⁻¹⁵.
        QuantizationReport report = Report(new() { MeanBits = 5, StandardDeviationBits = 32 });
        foreach (QuantizedLayerReport layer in report.Layers)
        {
            foreach (double ratio in layer.DrawnDeviationRatios)
                Assert.IsTrue(ratio is > 0.97 and < 1.03, $"{layer.Layer}: {ratio}");
        }
    }

    [TestMethod]
    public void Plain_rounding_of_draws_shows_in_the_ratios()
    {
        QuantizationReport report = Report(QuantizationOptions.Uniform(QuantizationScheme.Sampled, 3) with { DrawRule = DrawRule.Nearest });
        Assert.Contains(ratio => ratio is < 0.9 or > 1.1, report.Layers.SelectMany(layer => layer.DrawnDeviationRatios));
    }

    [TestMethod]
    public void Rounding_of_deviations_shows_in_the_variational_scheme_too()
    {
        QuantizationReport report = Report(QuantizationOptions.Uniform(QuantizationScheme.Variational, 2));
        Assert.IsGreaterThan(0.1, report.Layers[0].StandardDeviationError);
        Assert.AreEqual(0, report.DrawBytesAfter);
        Assert.AreEqual(32, report.Layers[0].SampleBits);
    }

    [TestMethod]
    public void Without_labels_there_are_only_uncertainties()
    {
        Assert.HasCount(6, Report(new()).Figures);
        CollectionAssert.AreEqual(
            new[] { "total uncertainty", "aleatoric uncertainty", "epistemic uncertainty" },
            Report(new(), labelled: false).Figures.Select(figure => figure.Name).ToArray());
    }

    [TestMethod]
    public void The_same_model_does_not_drift()
    {
        BayesianModel model = Model();
        float[] rows = SamplePosteriors.Rows(model.Posterior.Network, 30);
        QuantizationReport report = QuantizationReport.Compare(model, model, rows);
        foreach (QuantizedFigure figure in report.Figures)
        {
            Assert.AreEqual(0, figure.Drift);
            Assert.IsGreaterThan(0, figure.Noise);
        }
    }

    [TestMethod]
    public void The_report_prints_as_a_table_and_as_JSON()
    {
        QuantizationReport report = Report(new());
        string table = report.ToString();
        StringAssert.Contains(table, "dense1");
        StringAssert.Contains(table, "epistemic uncertainty");
        StringAssert.Contains(table, "times smaller");

        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        Assert.AreEqual(report.BytesAfter, json.RootElement.GetProperty("bytesAfter").GetInt64());
        Assert.AreEqual(3, json.RootElement.GetProperty("layers").GetArrayLength());
        Assert.AreEqual(report.Figures[0].Drift, json.RootElement.GetProperty("figures")[0].GetProperty("drift").GetDouble());
    }

    [TestMethod]
    public void What_does_not_fit_together_is_refused()
    {
        BayesianModel model = Model(), other = new(SamplePosteriors.Random(SamplePosteriors.SmallMlp));
        float[] rows = SamplePosteriors.Rows(model.Posterior.Network, 3);
        StringAssert.Contains(Refusal(() => QuantizationReport.Compare(model, other, rows)), "different networks");
        StringAssert.Contains(Refusal(() => QuantizationReport.Compare(model, model, rows.AsSpan(1))), "positive multiple of the network's 784 inputs");
        StringAssert.Contains(Refusal(() => QuantizationReport.Compare(model, model, [])), "positive multiple");
        StringAssert.Contains(Refusal(() => QuantizationReport.Compare(model, model, rows, [1])), "3 rows need 3 labels");

        static string Refusal(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;
    }

    private static BayesianModel Model() => new(SamplePosteriors.Random(SamplePosteriors.Mlp), new InferenceOptions { SampleCount = 10 });

    private static QuantizationReport Report(QuantizationOptions options, bool labelled = true)
    {
        BayesianModel model = Model();
        float[] rows = SamplePosteriors.Rows(model.Posterior.Network, 40);
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 10)];
        var small = new BayesianModel(PosteriorQuantizer.Quantize(model.Posterior, rows, options), model.Inference);
        return QuantizationReport.Compare(model, small, rows, labelled ? labels : []);
    }
}
