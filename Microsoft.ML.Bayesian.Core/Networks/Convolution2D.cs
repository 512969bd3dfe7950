namespace Microsoft.ML.Bayesian;

/// <summary>A two-dimensional convolution (cross-correlation, as neural networks use the word) with zero padding.</summary>
/// <example><code>var edges = new Convolution2D(channels: 6, kernel: 5, Activation.ReLU) { Padding = (2, 2) };</code></example>
public sealed record Convolution2D : LayerDefinition
{
    /// <summary>Creates the layer with a square kernel.</summary>
    /// <param name="channels">The number of output channels, at least 1.</param>
    /// <param name="kernel">The height and width of the kernel, at least 1.</param>
    /// <param name="activation">The function applied to each output.</param>
    public Convolution2D(int channels, int kernel, Activation activation) : this(channels, (kernel, kernel), activation)
    {
    }

    /// <summary>Creates the layer.</summary>
    /// <param name="channels">The number of output channels, at least 1.</param>
    /// <param name="kernel">The height and width of the kernel, each at least 1.</param>
    /// <param name="activation">The function applied to each output.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public Convolution2D(int channels, (int Height, int Width) kernel, Activation activation)
    {
        Channels = AtLeast(1, channels, nameof(channels));
        Kernel = (AtLeast(1, kernel.Height, "kernel height"), AtLeast(1, kernel.Width, "kernel width"));
        Activation = activation;
    }

    /// <summary>The number of output channels.</summary>
    public int Channels { get; }

    /// <summary>The height and width of the kernel.</summary>
    public (int Height, int Width) Kernel { get; }

    /// <summary>The function applied to each output.</summary>
    public Activation Activation { get; }

    /// <summary>The step between window positions, down and across; at least 1.</summary>
    public (int Height, int Width) Stride
    {
        get;
        init => field = (AtLeast(1, value.Height, "stride height"), AtLeast(1, value.Width, "stride width"));
    } = (1, 1);

    /// <summary>The rows above and below, and the columns left and right, that are taken as 0; at least 0.</summary>
    public (int Height, int Width) Padding
    {
        get;
        init => field = (AtLeast(0, value.Height, "padding height"), AtLeast(0, value.Width, "padding width"));
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => WindowGeometry.Slide(input, Channels, Kernel, Stride, Padding);

    /// <inheritdoc/>
    public override IReadOnlyList<int> WeightShape(TensorShape input) => [Channels, input.Channels, Kernel.Height, Kernel.Width];
}
