using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>The one place where a pixel becomes a network input: pixel / 255 · factor + background.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Factor">What ink adds to an input.</param>
/// <param name="Background">The input of a pixel without ink.</param>
/// <param name="Normalization">The same, as a saved model carries it.</param>
internal sealed record PixelScaling(string Name, float Factor, float Background, InputNormalization Normalization)
{
    /// <summary>
    /// pixel / 255 · 3. Not centred, on purpose: a pixel that is 0 in every training image then teaches its weights nothing, they
    /// keep the wide prior, and an image that lights it (a shirt) is met with epistemic uncertainty. Centring would turn "no ink"
    /// into a constant that every such weight is fitted to.
    /// </summary>
    public static readonly PixelScaling Uncentred = new("uncentred", 3, 0, new(divisor: 255 / 3.0));

    /// <summary>(pixel / 255 − 0.1307) / 0.3081, which gives MNIST mean 0 and deviation 1: what many published models were trained on.</summary>
    public static readonly PixelScaling Standardized = new("standardized", 1 / 0.3081f, -0.1307f / 0.3081f, new(mean: 0.1307, standardDeviation: 0.3081, divisor: 255));

    public static readonly PixelScaling[] All = [Uncentred, Standardized];

    public void Scale(ReadOnlySpan<byte> pixels, Span<float> inputs)
    {
        for (int i = 0; i < pixels.Length; i++)
            inputs[i] = pixels[i] * (Factor / 255) + Background;
    }
}
