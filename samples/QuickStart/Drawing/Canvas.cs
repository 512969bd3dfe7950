namespace BayesianML.Samples;

/// <summary>A small square sheet on which lines are drawn, with soft edges as of a pen.</summary>
internal sealed class Canvas
{
    /// <summary>Pixels along each side.</summary>
    public const int Side = 16;

    /// <summary>The ink of each pixel, row by row from the top left: 0 is paper, 1 is black.</summary>
    public float[] Pixels { get; } = new float[Side * Side];

    /// <summary>Joins points by straight lines. Coordinates are in pixels, from the top left corner, x to the right and y down.</summary>
    public void DrawLines(ReadOnlySpan<(double X, double Y)> points, double penWidth)
    {
        for (int i = 1; i < points.Length; i++)
            DrawLine(points[i - 1], points[i], penWidth);
    }

    private void DrawLine((double X, double Y) from, (double X, double Y) to, double penWidth)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y;
        double squaredLength = Math.Max(dx * dx + dy * dy, 1e-9);
        for (int pixel = 0; pixel < Pixels.Length; pixel++)
        {
            double x = pixel % Side + 0.5, y = pixel / Side + 0.5;
            double along = Math.Clamp(((x - from.X) * dx + (y - from.Y) * dy) / squaredLength, 0, 1);
            double distance = double.Hypot(x - from.X - along * dx, y - from.Y - along * dy);
            double ink = Math.Clamp(penWidth / 2 + 0.5 - distance, 0, 1);
            Pixels[pixel] = Math.Max(Pixels[pixel], (float)ink);
        }
    }
}
