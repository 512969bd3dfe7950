namespace BayesianML.Samples;

/// <summary>Draws digits by hand, so to speak: never twice the same.</summary>
internal static class DigitDrawing
{
    // Each digit as one line through points of a unit box, x to the right and y down.
    private static readonly (double X, double Y)[][] strokes =
    [
        [(.5, 0), (.15, .15), (0, .5), (.15, .85), (.5, 1), (.85, .85), (1, .5), (.85, .15), (.5, 0)],
        [(.25, .22), (.6, 0), (.6, 1)],
        [(.05, .25), (.2, .05), (.55, 0), (.9, .12), (.9, .35), (.6, .65), (.05, 1), (1, 1)],
        [(.05, .08), (.5, 0), (.9, .14), (.85, .38), (.4, .47), (.9, .6), (.95, .85), (.5, 1), (.05, .92)],
        [(.75, 1), (.75, 0), (0, .66), (1, .66)],
        [(.92, 0), (.15, 0), (.1, .45), (.55, .38), (.95, .6), (.9, .88), (.5, 1), (.05, .92)],
        [(.85, .02), (.35, .2), (.06, .6), (.15, .9), (.5, 1), (.85, .9), (.92, .68), (.55, .5), (.1, .66)],
        [(0, 0), (1, 0), (.4, 1)],
        [(.5, .47), (.12, .3), (.2, .05), (.5, 0), (.8, .05), (.88, .3), (.5, .47), (.05, .7), (.15, .95), (.5, 1), (.85, .95), (.95, .7), (.5, .47)],
        [(.9, .33), (.5, .5), (.1, .34), (.15, .1), (.5, 0), (.85, .1), (.92, .35), (.8, .75), (.4, 1)],
    ];

    /// <summary>Draws a digit into the middle of the sheet: the outer pixels stay white, whatever the digit.</summary>
    public static float[] Draw(int digit, Random random)
    {
        double width = Between(random, 4.2, 5.6), height = Between(random, 7.4, 9.0);
        double slant = Between(random, -0.18, 0.18), penWidth = Between(random, 0.9, 1.5);
        double centreX = Canvas.Side / 2.0 + Between(random, -0.6, 0.6), centreY = Canvas.Side / 2.0 + Between(random, -0.6, 0.6);
        var points = strokes[digit].Select(point => (
            centreX + (point.X - 0.5) * width - (point.Y - 0.5) * height * slant + Between(random, -0.25, 0.25),
            centreY + (point.Y - 0.5) * height + Between(random, -0.25, 0.25)));

        var canvas = new Canvas();
        canvas.DrawLines([.. points], penWidth);
        return canvas.Pixels;
    }

    /// <summary>Draws two digits over each other, each about half as dark as alone: nobody can say which of the two was meant.</summary>
    public static float[] DrawBlend(int first, int second, Random random)
    {
        float[] one = Draw(first, random), other = Draw(second, random);
        double share = Between(random, 0.42, 0.58);
        return [.. one.Zip(other, (a, b) => (float)(share * a + (1 - share) * b))];
    }

    internal static double Between(Random random, double low, double high) => low + (high - low) * random.NextDouble();
}
