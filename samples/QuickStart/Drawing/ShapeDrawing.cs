using static BayesianML.Samples.DigitDrawing;

namespace BayesianML.Samples;

/// <summary>Draws large shapes, which reach into the outer pixels, where no digit ever has ink.</summary>
internal static class ShapeDrawing
{
    public static readonly IReadOnlyList<string> Names = ["circle", "cross", "triangle", "square"];

    public static float[] Draw(string name, Random random)
    {
        double radius = Between(random, 6.4, 7.3), penWidth = Between(random, 0.9, 1.5);
        double centre = Canvas.Side / 2.0 + Between(random, -0.3, 0.3), turn = Between(random, -0.12, 0.12);
        (double X, double Y) At(double eighths, double distance) => (
            centre + distance * radius * Math.Cos(turn + eighths * Math.PI / 4),
            centre + distance * radius * Math.Sin(turn + eighths * Math.PI / 4));

        var canvas = new Canvas();
        switch (name)
        {
            case "circle":
                canvas.DrawLines([.. Enumerable.Range(0, 25).Select(i => At(i / 3.0, 1))], penWidth);
                break;
            case "cross":
                canvas.DrawLines([At(1, 1.2), At(5, 1.2)], penWidth);
                canvas.DrawLines([At(3, 1.2), At(7, 1.2)], penWidth);
                break;
            case "triangle":
                canvas.DrawLines([At(-2, 1), At(0.75, 1.15), At(3.25, 1.15), At(-2, 1)], penWidth);
                break;
            case "square":
                canvas.DrawLines([At(1, 1.2), At(3, 1.2), At(5, 1.2), At(7, 1.2), At(1, 1.2)], penWidth);
                break;
            default:
                throw new ArgumentException($"A shape is one of {string.Join(", ", Names)}, but it is '{name}'.", nameof(name));
        }

        return canvas.Pixels;
    }
}
