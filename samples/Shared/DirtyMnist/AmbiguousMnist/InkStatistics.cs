namespace BayesianML.Samples;

/// <summary>How much ink a clear digit has, and how much of it is grey. An image outside is a blot, a fragment or a ghost.</summary>
internal sealed class InkStatistics
{
    private readonly double leastInk, mostInk, mostGrey;

    /// <summary>Measures clear digits: the middle 96 % of their ink, and all but the greyest 5 %.</summary>
    public InkStatistics(ImageSet digits)
    {
        double[] ink = new double[digits.Count], grey = new double[digits.Count];
        for (int image = 0; image < digits.Count; image++)
            (ink[image], grey[image]) = Measure(digits.Pixels(image));
        Array.Sort(ink);
        Array.Sort(grey);
        leastInk = ink[digits.Count * 2 / 100];
        mostInk = ink[digits.Count * 98 / 100];
        mostGrey = grey[digits.Count * 95 / 100];
    }

    public bool LooksClean(ReadOnlySpan<byte> pixels)
    {
        var (ink, grey) = Measure(pixels);
        return ink >= leastInk && ink <= mostInk && grey <= mostGrey;
    }

    /// <returns>The mean pixel, and the share of half-tones among the pixels that are not white.</returns>
    private static (double Ink, double Grey) Measure(ReadOnlySpan<byte> pixels)
    {
        int sum = 0, inked = 0, grey = 0;
        foreach (byte pixel in pixels)
        {
            sum += pixel;
            if (pixel > 25)
                inked++;
            if (pixel is > 25 and < 230)
                grey++;
        }

        return ((double)sum / pixels.Length, (double)grey / Math.Max(1, inked));
    }
}
