using ScottPlot;

namespace BayesianML.Samples;

/// <summary>The values of one set.</summary>
internal sealed record HistogramSeries(string Name, float[] Values);

/// <summary>One uncertainty, over several sets.</summary>
internal sealed record HistogramPanel(string Title, IReadOnlyList<HistogramSeries> Series);

/// <summary>Draws histograms one above the other, on a common axis. The share of images has a logarithmic axis: most digits have next to no uncertainty.</summary>
internal static class UncertaintyHistograms
{
    private const int BinCount = 46, Width = 900, PanelHeight = 300;

    /// <summary>Shares below 1 in 10,000 end at the axis.</summary>
    private const double SmallestShareLog10 = -4;

    private static readonly double largestUncertainty = Math.Log(10);

    private static readonly Color[] colors = [Colors.C0, Colors.C1, Colors.C2];

    public static void Save(string path, IReadOnlyList<HistogramPanel> panels)
    {
        var multiplot = new Multiplot();
        multiplot.AddPlots(panels.Count);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Rows();
        for (int i = 0; i < panels.Count; i++)
            Draw(multiplot.GetPlot(i), panels[i], withLegend: i == 0, withAxisTitle: i == panels.Count - 1);
        multiplot.SavePng(path, Width, PanelHeight * panels.Count);
    }

    private static void Draw(Plot plot, HistogramPanel panel, bool withLegend, bool withAxisTitle)
    {
        for (int i = 0; i < panel.Series.Count; i++)
        {
            Coordinates[] outline = Outline(panel.Series[i].Values);
            var area = plot.Add.Polygon(outline);
            area.FillColor = colors[i].WithAlpha(0.25);
            area.LineColor = colors[i];
            area.LineWidth = 2;
            area.LegendText = panel.Series[i].Name;
        }

        plot.Font.Set(PictureFont.Name);
        plot.Title(panel.Title, size: 16);
        plot.YLabel("share of images", size: 13);
        if (withAxisTitle)
            plot.XLabel("nats (0 = certain, 2.30 = no idea)", size: 13);
        plot.Axes.Left.SetTicks([-4, -3, -2, -1, 0], ["0.01 %", "0.1 %", "1 %", "10 %", "100 %"]);
        plot.Axes.SetLimits(0, largestUncertainty, SmallestShareLog10, 0.1);
        if (withLegend)
            plot.ShowLegend(Alignment.UpperRight, Orientation.Horizontal);
        else
            plot.HideLegend();
    }

    /// <summary>The steps of the histogram as a closed figure.</summary>
    private static Coordinates[] Outline(float[] values)
    {
        var counts = new int[BinCount];
        foreach (float value in values)
            counts[Math.Clamp((int)(value / largestUncertainty * BinCount), 0, BinCount - 1)]++;

        var outline = new List<Coordinates> { new(0, SmallestShareLog10) };
        for (int bin = 0; bin < BinCount; bin++)
        {
            double height = Math.Max(SmallestShareLog10, Math.Log10((double)counts[bin] / values.Length));
            outline.Add(new(largestUncertainty * bin / BinCount, height));
            outline.Add(new(largestUncertainty * (bin + 1) / BinCount, height));
        }

        outline.Add(new(largestUncertainty, SmallestShareLog10));
        return [.. outline];
    }
}
