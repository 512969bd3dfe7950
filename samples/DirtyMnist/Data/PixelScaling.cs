namespace BayesianML.Samples;

/// <summary>
/// The one place where a pixel becomes a network input: pixel / 255 · 3. Not centred, on purpose: a pixel that is 0 in every
/// training image then teaches its weights nothing, they keep the wide prior, and an image that lights it (a shirt) is met with
/// epistemic uncertainty. Centring would turn "no ink" into a constant that every such weight is fitted to.
/// </summary>
internal static class PixelScaling
{
    /// <summary>The input of a white pixel.</summary>
    public const float Largest = 3;

    public static void Scale(ReadOnlySpan<byte> pixels, Span<float> inputs)
    {
        for (int i = 0; i < pixels.Length; i++)
            inputs[i] = pixels[i] * (Largest / 255);
    }
}
