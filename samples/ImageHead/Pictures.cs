namespace BayesianML.Samples;

/// <summary>Draws a coloured shape somewhere on a coloured ground, with some noise.</summary>
public static class Pictures
{
    private const int Size = Picture.Size;

    /// <summary>Inside or outside of a shape of radius 1 around 0.</summary>
    private static readonly Dictionary<string, Func<double, double, bool>> Shapes = new()
    {
        ["disc"] = (x, y) => x * x + y * y < 1,
        ["square"] = (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 0.8,
        ["triangle"] = (x, y) => y < 0.8 && y > 1.8 * Math.Abs(x) - 0.9,
        ["stripes"] = (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 1 && (int)Math.Floor((x + y) * 4) % 2 == 0,
    };

    public static Picture[] Draw(string shape, int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => new Picture { Shape = shape, Pixels = Pixels(Shapes[shape], random) })];

    private static float[] Pixels(Func<double, double, bool> inside, Random random)
    {
        double radius = 40 + 50 * random.NextDouble(), turn = 0.6 * (random.NextDouble() - 0.5);
        double left = radius + (Size - 2 * radius) * random.NextDouble(), top = radius + (Size - 2 * radius) * random.NextDouble();
        double[] ground = [.. Enumerable.Range(0, 3).Select(_ => 100 * random.NextDouble())], ink = [.. Enumerable.Range(0, 3).Select(_ => 155 + 100 * random.NextDouble())];
        var pixels = new float[3 * Size * Size];
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                double across = (column - left) / radius, down = (row - top) / radius;
                bool drawn = inside(across * Math.Cos(turn) + down * Math.Sin(turn), down * Math.Cos(turn) - across * Math.Sin(turn));
                for (int channel = 0; channel < 3; channel++)
                    pixels[(channel * Size + row) * Size + column] = (float)Math.Clamp((drawn ? ink : ground)[channel] + 10 * (random.NextDouble() - 0.5), 0, 255);
            }
        }

        return pixels;
    }
}
