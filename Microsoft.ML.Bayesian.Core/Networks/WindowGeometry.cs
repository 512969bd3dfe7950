namespace Microsoft.ML.Bayesian;

/// <summary>The arithmetic that convolution and pooling share: how many window positions fit along one axis.</summary>
internal static class WindowGeometry
{
    public static TensorShape Slide(TensorShape input, int channels, (int Height, int Width) window, (int Height, int Width) stride, (int Height, int Width) padding)
    {
        if (!input.IsImage)
            throw new ArgumentException($"it needs an image (channels×height×width) but gets a flat vector of {input}; give the network an image InputShape");
        int height = Positions(input.Height, window.Height, stride.Height, padding.Height);
        int width = Positions(input.Width, window.Width, stride.Width, padding.Width);
        if (height < 1 || width < 1)
        {
            throw new ArgumentException($"its window of {window.Height}×{window.Width} with padding {padding.Height}×{padding.Width} " +
                $"needs an image at least that large but gets {input}");
        }

        return TensorShape.Image(channels, height, width);
    }

    private static int Positions(int size, int window, int stride, int padding)
    {
        long padded = size + 2L * padding - window;
        return padded < 0 ? 0 : (int)Math.Min(padded / stride + 1, int.MaxValue);
    }
}
