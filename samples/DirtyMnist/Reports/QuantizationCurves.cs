using ScottPlot;
using ScottPlot.Plottables;

namespace BayesianML.Samples;

/// <summary>Draws error and accuracy against bits: a color for each scheme, full lines after training, broken ones with quantization in the loop.</summary>
internal static class QuantizationCurves
{
    private const int Width = 900, PanelHeight = 340, LeftAxisWidth = 54;

    // The axis of errors ends here: a lower one is noise.
    private const double SmallestError = 1e-3;

    // In percent.
    private const double LargestDrop = 4;

    private static readonly Color[] colors = [Colors.C0, Colors.C1, Colors.C2];

    /// <returns>The file.</returns>
    public static string Save(string folder, QuantizationComparison comparison)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "quantization.png");
        var multiplot = new Multiplot();
        multiplot.AddPlots(3);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Rows();

        Plot errors = multiplot.GetPlot(0), accuracy = multiplot.GetPlot(1), ambiguousAccuracy = multiplot.GetPlot(2);
        Draw(errors, "mean relative error of the nine uncertainties", comparison, row => Math.Log10(Math.Max(SmallestError, row.MeanRelativeError)));
        double[] ticks = [1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1];
        errors.Axes.Left.SetTicks([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => $"{100 * tick:0.#} %")]);
        errors.ShowLegend(Alignment.UpperRight);
        Draw(accuracy, "accuracy on MNIST, %", comparison, row => 100 * row.Accuracy.Mnist, 100 * comparison.Reference.Accuracy.Mnist);
        Draw(ambiguousAccuracy, "accuracy on Ambiguous-MNIST, %", comparison, row => 100 * row.Accuracy.Ambiguous, 100 * comparison.Reference.Accuracy.Ambiguous);
        ambiguousAccuracy.XLabel("bits of a mean, a standard deviation and a drawn weight (diamond: of a mean + a standard deviation, at their average)", size: 13);
        multiplot.SavePng(path, Width, PanelHeight * 3);
        return path;
    }

    private static void Draw(Plot plot, string title, QuantizationComparison comparison, Func<QuantizedFigures, double> value, double? float32 = null)
    {
        plot.Font.Set(PictureFont.Name);
        plot.Title(title, size: 16);
        if (float32 is { } level)
            plot.Add.HorizontalLine(level, 1, Colors.Gray, LinePattern.Dotted);
        string[] schemes = [.. QuantizationCase.Schemes];
        foreach (var curve in comparison.Quantized.GroupBy(row => (row.Scheme, row.Aware)).OrderBy(curve => curve.Key.Aware).ThenBy(curve => Array.IndexOf(schemes, curve.Key.Scheme)))
        {
            Color color = colors[Array.IndexOf(schemes, curve.Key.Scheme)];
            Coordinates[] uniform = [.. curve.Where(IsUniform).Select(At).OrderBy(point => point.X)], pairs = [.. curve.Where(row => !IsUniform(row)).Select(At)];
            Scatter line = plot.Add.Scatter(uniform, color);
            line.LineWidth = 2;
            line.MarkerSize = 7;
            line.MarkerShape = curve.Key.Aware ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
            line.LinePattern = curve.Key.Aware ? LinePattern.Dashed : LinePattern.Solid;
            line.LegendText = $"{curve.Key.Scheme}{(curve.Key.Aware ? ", quantization-aware" : "")}";
            Scatter points = plot.Add.ScatterPoints(pairs, color);
            points.MarkerShape = curve.Key.Aware ? MarkerShape.OpenDiamond : MarkerShape.FilledDiamond;
            points.MarkerSize = 12;
            foreach (QuantizedFigures row in curve.Where(row => !IsUniform(row) && float32 is null)) // accuracies lie too close for words
                plot.Add.Text($" {row.Quantization.Bits}", At(row)).LabelFontColor = color;
        }

        plot.Axes.Bottom.SetTicks([2, 3, 4, 5, 6, 7, 8], ["2", "3", "4", "5", "6", "7", "8"]);
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsX(1.8, 8.2);
        // What broke down altogether must not flatten the rest.
        if (float32 is { } from && plot.Axes.GetLimits() is var limits)
            plot.Axes.SetLimitsY(Math.Max(limits.Bottom, from - LargestDrop), limits.Top);
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = LeftAxisWidth;
        plot.HideLegend();

        Coordinates At(QuantizedFigures row) => new(IsUniform(row) ? Math.Min(row.MeanBits, row.SampleBits) : (row.MeanBits + row.DeviationBits) / 2.0, value(row));
    }

    private static bool IsUniform(QuantizedFigures row) => !row.Quantization.Bits.Contains('+', StringComparison.Ordinal);
}
