using Microsoft.ML.Data;

namespace BayesianML.Samples;

/// <summary>One row for ML.NET: a drawing, and what it is meant to be.</summary>
internal sealed class Drawing
{
    /// <summary>
    /// Ink from 0 to 1, and not centred: a pixel that is 0 in every training row teaches its weights nothing, so they keep the
    /// wide prior, and whatever lights that pixel later is met with doubt.
    /// </summary>
    [VectorType(Canvas.Side * Canvas.Side)]
    public float[] Pixels { get; set; } = [];

    /// <summary>The digit that the drawing passes for in training.</summary>
    public string Label { get; set; } = "";

    /// <summary>What was drawn, for people: "3", "3 or 8", "circle".</summary>
    public string Title { get; set; } = "";
}

/// <summary>Draws rows of the three kinds.</summary>
internal static class Drawings
{
    public static Drawing[] Digits(int count, Random random) => Make(count, () =>
    {
        int digit = random.Next(10);
        return new() { Label = digit.ToString(), Title = digit.ToString(), Pixels = DigitDrawing.Draw(digit, random) };
    });

    /// <summary>Two digits over each other; the label is either of them.</summary>
    public static Drawing[] Blends(int count, Random random) => Make(count, () =>
    {
        int first = random.Next(10), second = (first + 1 + random.Next(9)) % 10;
        int label = random.Next(2) == 0 ? first : second;
        return new() { Label = label.ToString(), Title = $"{first} or {second}", Pixels = DigitDrawing.DrawBlend(first, second, random) };
    });

    /// <summary>Things that are no digits.</summary>
    public static Drawing[] Shapes(int count, Random random) => Make(count, () =>
    {
        string shape = ShapeDrawing.Names[random.Next(ShapeDrawing.Names.Count)];
        return new() { Title = shape, Pixels = ShapeDrawing.Draw(shape, random) };
    });

    private static Drawing[] Make(int count, Func<Drawing> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
}
