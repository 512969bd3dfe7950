using System.Globalization;
using System.Net;
using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>A chart of lines, areas and bars as inline SVG. Values beyond an axis are drawn at its end.</summary>
internal sealed class SvgChart(string title, ChartAxis horizontal, ChartAxis vertical)
{
    private const double Width = 480, Height = 340, Left = 64, Right = 24, Top = 38, Bottom = 50;

    private readonly StringBuilder marks = new();
    private readonly List<(string Name, string Colour)> legend = [];

    /// <summary>Whether the legend stands in the upper right corner rather than in the upper left one.</summary>
    public bool HasLegendAtRight { get; init; }

    /// <summary>A line through points.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, string colour, string? name = null, bool dashed = false)
    {
        Note(name, colour);
        marks.AppendLine($"""<polyline points="{Points(points)}" fill="none" stroke="{colour}" stroke-width="2"{(dashed ? " stroke-dasharray=\"5 4\"" : "")}/>""");
    }

    /// <summary>A line through points, with colour down to the horizontal axis.</summary>
    public void Area(IReadOnlyList<(double X, double Y)> points, string colour, string? name = null)
    {
        Note(name, colour);
        IEnumerable<(double, double)> closed = [(points[0].X, vertical.From), .. points, (points[^1].X, vertical.From)];
        marks.AppendLine($"""<polygon points="{Points(closed)}" fill="{colour}" fill-opacity="0.22" stroke="{colour}" stroke-width="1.5"/>""");
    }

    /// <summary>A bar from the horizontal axis up.</summary>
    /// <param name="from">Its left edge.</param>
    /// <param name="to">Its right edge.</param>
    /// <param name="height">Its height.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="hint">What is told where the pointer rests on it.</param>
    public void Bar(double from, double to, double height, string colour, string hint) => marks.AppendLine(
        $"""<rect x="{X(from)}" y="{Y(height)}" width="{Number(Across(to) - Across(from))}" height="{Number(Down(vertical.From) - Down(height))}" fill="{colour}" fill-opacity="0.55" stroke="{colour}"><title>{WebUtility.HtmlEncode(hint)}</title></rect>""");

    /// <summary>A round mark.</summary>
    public void Dot(double x, double y, string colour, string? name = null)
    {
        Note(name, colour);
        marks.AppendLine($"""<circle cx="{X(x)}" cy="{Y(y)}" r="4" fill="{colour}"/>""");
    }

    /// <summary>The chart.</summary>
    public override string ToString()
    {
        var svg = new StringBuilder();
        svg.AppendLine($"""<svg viewBox="0 0 {Number(Width)} {Number(Height)}" width="{Number(Width)}" height="{Number(Height)}" role="img" aria-label="{WebUtility.HtmlEncode(title)}" font-family="sans-serif" font-size="12" fill="#333">""");
        svg.AppendLine($"""<rect width="{Number(Width)}" height="{Number(Height)}" fill="#fff"/>""");
        svg.AppendLine(Text(Left, 20, "start", title, " font-size=\"14\" font-weight=\"bold\""));
        foreach ((double value, string text) in vertical.Ticks)
        {
            svg.AppendLine($"""<line x1="{Number(Left)}" x2="{Number(Width - Right)}" y1="{Y(value)}" y2="{Y(value)}" stroke="#e2e2e2"/>""");
            svg.AppendLine(Text(Left - 6, Down(value) + 4, "end", text));
        }

        foreach ((double value, string text) in horizontal.Ticks)
        {
            svg.AppendLine($"""<line x1="{X(value)}" x2="{X(value)}" y1="{Number(Height - Bottom)}" y2="{Number(Height - Bottom + 4)}" stroke="#888"/>""");
            svg.AppendLine(Text(Across(value), Height - Bottom + 17, "middle", text));
        }

        svg.Append(marks);
        svg.AppendLine($"""<line x1="{Number(Left)}" x2="{Number(Width - Right)}" y1="{Number(Height - Bottom)}" y2="{Number(Height - Bottom)}" stroke="#888"/>""");
        svg.AppendLine(Text((Left + Width - Right) / 2, Height - 12, "middle", horizontal.Title));
        double middle = (Top + Height - Bottom) / 2;
        svg.AppendLine(Text(14, middle, "middle", vertical.Title, $" transform=\"rotate(-90 14 {Number(middle)})\""));
        DrawLegend(svg);
        return svg.AppendLine("</svg>").ToString();
    }

    private void DrawLegend(StringBuilder svg)
    {
        const double LineHeight = 17, BoxWidth = 158;
        if (legend.Count == 0)
            return;
        double left = HasLegendAtRight ? Width - Right - BoxWidth - 6 : Left + 8;
        svg.AppendLine($"""<rect x="{Number(left)}" y="{Number(Top + 6)}" width="{Number(BoxWidth)}" height="{Number(LineHeight * legend.Count + 8)}" fill="#fff" fill-opacity="0.85" stroke="#ddd"/>""");
        for (int i = 0; i < legend.Count; i++)
        {
            double y = Top + 6 + 4 + LineHeight * (i + 0.5);
            svg.AppendLine($"""<rect x="{Number(left + 6)}" y="{Number(y - 5)}" width="14" height="10" fill="{legend[i].Colour}"/>""");
            svg.AppendLine(Text(left + 26, y + 4, "start", legend[i].Name));
        }
    }

    private void Note(string? name, string colour)
    {
        if (name is not null)
            legend.Add((name, colour));
    }

    private static string Text(double x, double y, string anchor, string text, string attributes = "") =>
        $"""<text x="{Number(x)}" y="{Number(y)}" text-anchor="{anchor}"{attributes}>{WebUtility.HtmlEncode(text)}</text>""";

    private string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{X(point.X)},{Y(point.Y)}"));

    private string X(double value) => Number(Across(value));

    private string Y(double value) => Number(Down(value));

    private double Across(double value) => Left + (Width - Left - Right) * Share(value, horizontal);

    private double Down(double value) => Height - Bottom - (Height - Top - Bottom) * Share(value, vertical);

    private static double Share(double value, ChartAxis axis) => Math.Clamp((value - axis.From) / (axis.To - axis.From), 0, 1);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
