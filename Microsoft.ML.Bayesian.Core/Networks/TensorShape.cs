namespace Microsoft.ML.Bayesian;

/// <summary>
/// The shape of one row's values as they pass from layer to layer: either a flat vector or an image in the order channel,
/// row, column.
/// </summary>
/// <example>
/// <code>
/// TensorShape image = TensorShape.Image(channels: 1, height: 28, width: 28);   // 784 values
/// TensorShape vector = TensorShape.Flat(784);
/// </code>
/// </example>
public readonly record struct TensorShape
{
    private TensorShape(int channels, int height, int width, bool isImage)
    {
        Channels = channels;
        Height = height;
        Width = width;
        IsImage = isImage;
    }

    /// <summary>The number of channels of an image; the number of values of a flat vector.</summary>
    public int Channels { get; }

    /// <summary>The number of rows of an image; 1 for a flat vector.</summary>
    public int Height { get; }

    /// <summary>The number of columns of an image; 1 for a flat vector.</summary>
    public int Width { get; }

    /// <summary>Whether the values form an image, which convolution and pooling need.</summary>
    public bool IsImage { get; }

    /// <summary>The number of values.</summary>
    public int Length => Channels * Height * Width;

    /// <summary>A flat vector.</summary>
    /// <param name="length">The number of values, at least 1.</param>
    /// <returns>The shape, of one channel per value and a height and width of 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is less than 1.</exception>
    public static TensorShape Flat(int length) => new(Positive(length), 1, 1, isImage: false);

    /// <summary>An image, stored channel by channel, row by row.</summary>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <returns>The shape, of <paramref name="channels"/> × <paramref name="height"/> × <paramref name="width"/> values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or there would be over 2³¹ − 1 values.</exception>
    public static TensorShape Image(int channels, int height, int width)
    {
        long length = (long)Positive(channels) * Positive(height) * Positive(width);
        return length <= int.MaxValue
            ? new(channels, height, width, isImage: true)
            : throw new ArgumentOutOfRangeException(nameof(channels), $"An image of {channels}×{height}×{width} has {length} values, more than {int.MaxValue}.");
    }

    /// <summary>The shape as people write it: <c>784</c> or <c>1×28×28</c>.</summary>
    /// <returns>The sizes, with × between them.</returns>
    public override string ToString() => IsImage ? $"{Channels}×{Height}×{Width}" : $"{Channels}";

    private static int Positive(int size, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(size))] string? name = null) =>
        size > 0 ? size : throw new ArgumentOutOfRangeException(name, size, $"A shape needs sizes of at least 1, but {name} is {size}.");
}
