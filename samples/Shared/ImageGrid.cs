using ScottPlot;

namespace BayesianML.Samples;

/// <summary>One image of a grid.</summary>
/// <param name="Pixels">The ink of a square image, row by row from the top left, 0 to 1.</param>
/// <param name="Caption">One or more short lines below it.</param>
internal sealed record GridImage(float[] Pixels, string Caption);

/// <summary>One row of a grid.</summary>
internal sealed record ImageRow(string Name, IReadOnlyList<GridImage> Images);

/// <summary>Draws images in named rows, each with its caption.</summary>
internal static class ImageGrid
{
    // One coordinate unit is one pixel of the picture.
    private const int ImageSize = 96, CellWidth = 118, CaptionHeight = 70, RowNameHeight = 30, TitleHeight = 48, Margin = 20;

    public static void Save(string path, string title, IReadOnlyList<ImageRow> rows)
    {
        int width = 2 * Margin + CellWidth * rows.Max(row => row.Images.Count);
        int rowHeight = RowNameHeight + ImageSize + CaptionHeight;
        int height = TitleHeight + rows.Count * rowHeight + Margin;
        using var plot = new Plot();
        plot.Layout.Frameless();
        plot.HideGrid();
        plot.Axes.SetLimits(0, width, 0, height);

        Write(plot, title, Margin, height - 14, size: 18, bold: true);
        for (int i = 0; i < rows.Count; i++)
        {
            int top = height - TitleHeight - i * rowHeight;
            Write(plot, rows[i].Name, Margin, top - 4, size: 14, bold: true);
            for (int column = 0; column < rows[i].Images.Count; column++)
                Draw(plot, rows[i].Images[column], Margin + column * CellWidth, top - RowNameHeight);
        }

        plot.SavePng(path, width, height);
    }

    private static void Draw(Plot plot, GridImage image, int left, int top)
    {
        int side = (int)Math.Sqrt(image.Pixels.Length);
        var ink = new double[side, side];
        for (int i = 0; i < image.Pixels.Length; i++)
            ink[i / side, i % side] = image.Pixels[i];

        var frame = new CoordinateRect(left, left + ImageSize, top - ImageSize, top);
        var drawing = plot.Add.Heatmap(ink);
        drawing.Colormap = new ScottPlot.Colormaps.GrayscaleReversed();
        drawing.ManualRange = new ScottPlot.Range(0, 1);
        drawing.Rectangle = frame;

        var border = plot.Add.Rectangle(frame);
        border.FillColor = Colors.Transparent;
        border.LineColor = Colors.Gray;
        border.LineWidth = 1;
        Write(plot, image.Caption, left, top - ImageSize - 2, size: 12, bold: false);
    }

    private static void Write(Plot plot, string words, double left, double top, float size, bool bold)
    {
        var text = plot.Add.Text(words, left, top);
        text.LabelAlignment = Alignment.UpperLeft;
        text.LabelFontName = PictureFont.Name;
        text.LabelFontSize = size;
        text.LabelBold = bold;
        text.LabelFontColor = Colors.Black;
    }
}
