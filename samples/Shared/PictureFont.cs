using ScottPlot;
using SkiaSharp;

namespace BayesianML.Samples;

/// <summary>The font of all pictures: the first of these that is installed.</summary>
internal static class PictureFont
{
    private static readonly string[] preferred = ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial"];

    public static string Name { get; } = Choose();

    private static string Choose()
    {
        string[] installed = [.. SKFontManager.Default.FontFamilies];
        // Without any font there would be pictures without words, and no error.
        if (installed.Length == 0)
            Console.Error.WriteLine("No font is installed here (on Debian: fonts-dejavu-core), so pictures will have no text.");
        return Array.Find(preferred, installed.Contains) ?? Fonts.Default;
    }
}
