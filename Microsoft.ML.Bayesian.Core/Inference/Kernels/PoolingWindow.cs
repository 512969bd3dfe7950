namespace Microsoft.ML.Bayesian;

/// <summary>Which inputs each output of a pooling sees.</summary>
internal sealed class PoolingWindow(NetworkLayer layer, (int Height, int Width) window, (int Height, int Width) stride)
{
    private readonly int[] offsets = [.. from down in Enumerable.Range(0, window.Height)
                                         from across in Enumerable.Range(0, window.Width)
                                         select down * layer.Input.Width + across];

    /// <summary>The distances of a window's inputs from its first.</summary>
    public ReadOnlySpan<int> Offsets => offsets;

    /// <summary>The first input that an output sees.</summary>
    public int FirstFeature(int output)
    {
        (int line, int column) = Math.DivRem(output, layer.Output.Width);
        (int channel, int row) = Math.DivRem(line, layer.Output.Height);
        return (channel * layer.Input.Height + row * stride.Height) * layer.Input.Width + column * stride.Width;
    }
}
