namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Which inputs of a layer meet which weights.</summary>
internal static class LayerWindows
{
    /// <summary>The number of output positions: 1 for a dense layer.</summary>
    public static int Count(NetworkLayer layer) => layer.Definition is Convolution2D ? layer.Output.Height * layer.Output.Width : 1;

    /// <summary>For every output position the input feature of each tap; −1 where it lies in the padding.</summary>
    public static IEnumerable<int[]> All(NetworkLayer layer) => Enumerable.Range(0, Count(layer)).Select(position => At(layer, position));

    /// <summary>The input feature of each tap at one output position, row by row; −1 where it lies in the padding.</summary>
    public static int[] At(NetworkLayer layer, int position)
    {
        if (layer.Definition is not Convolution2D convolution)
            return [.. Enumerable.Range(0, layer.Input.Length)];
        int top = position / layer.Output.Width * convolution.Stride.Height - convolution.Padding.Height;
        int left = position % layer.Output.Width * convolution.Stride.Width - convolution.Padding.Width;
        return [.. from channel in Enumerable.Range(0, layer.Input.Channels)
                   from y in Enumerable.Range(top, convolution.Kernel.Height)
                   from x in Enumerable.Range(left, convolution.Kernel.Width)
                   select y < 0 || y >= layer.Input.Height || x < 0 || x >= layer.Input.Width ? -1 : (channel * layer.Input.Height + y) * layer.Input.Width + x];
    }
}
