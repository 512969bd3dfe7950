using Microsoft.ML.Bayesian;
using ScottPlot;

namespace BayesianML.Samples;

/// <summary>Draws accuracy and epistemic AUROC against bytes: the Pareto front in color, beaten trials in gray.</summary>
internal static class FrontPlot
{
    private const int Width = 900, PanelHeight = 380, LeftAxisWidth = 60;

    public static void Save(string path, ExperimentResult<TrialMetrics> result)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(2);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Rows();
        Draw(multiplot.GetPlot(0), "accuracy on clear and ambiguous digits, %", result, metrics => 100 * metrics.Accuracy);
        Draw(multiplot.GetPlot(1), "AUROC of the epistemic uncertainty, clothes against digits", result, metrics => metrics.EpistemicAuroc!.Value);
        multiplot.GetPlot(1).XLabel("KiB of the model's file", size: 13);
        multiplot.GetPlot(0).ShowLegend(Alignment.LowerRight);
        multiplot.SavePng(path, Width, 2 * PanelHeight);
    }

    private static void Draw(Plot plot, string title, ExperimentResult<TrialMetrics> result, Func<TrialMetrics, double> value)
    {
        plot.Font.Set(PictureFont.Name);
        plot.Title(title, size: 16);
        Add("beaten", Colors.Gray, 6, result.RunDetails.Except(result.ParetoFront).Where(run => run.ValidationMetrics is not null));
        Add("Pareto front, float32", Colors.C0, 11, result.ParetoFront.Where(run => run.Parameter.Quantization is null));
        Add("Pareto front, quantized", Colors.C1, 11, result.ParetoFront.Where(run => run.Parameter.Quantization is not null));
        foreach (RunDetail<TrialMetrics> run in result.ParetoFront)
        {
            var name = plot.Add.Text($" {run.TrialId}", At(run));
            name.LabelFontName = PictureFont.Name;
            name.LabelFontSize = 12;
        }

        double[] ticks = [10, 20, 50, 100, 200, 500, 1000, 2000];
        plot.Axes.Bottom.SetTicks([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => $"{tick}")]);
        plot.Axes.AutoScale();
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = LeftAxisWidth;
        plot.HideLegend();

        void Add(string words, Color color, float size, IEnumerable<RunDetail<TrialMetrics>> runs)
        {
            Coordinates[] points = [.. runs.Select(At)];
            if (points.Length == 0)
                return;
            var markers = plot.Add.ScatterPoints(points, color);
            markers.MarkerSize = size;
            markers.LegendText = words;
        }

        Coordinates At(RunDetail<TrialMetrics> run) => new(Math.Log10(run.ValidationMetrics!.ModelBytes / 1024.0), value(run.ValidationMetrics));
    }
}
