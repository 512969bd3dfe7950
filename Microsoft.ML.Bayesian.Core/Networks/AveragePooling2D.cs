namespace Microsoft.ML.Bayesian;

/// <summary>The mean of each window, channel by channel.</summary>
/// <example><code>var halved = new AveragePooling2D(2);</code></example>
public sealed record AveragePooling2D : LayerDefinition
{
    /// <summary>Creates the layer with square windows that do not overlap.</summary>
    /// <param name="window">The height and width of the window and of the step, at least 1.</param>
    public AveragePooling2D(int window) : this((window, window))
    {
    }

    /// <summary>Creates the layer with windows that do not overlap.</summary>
    /// <param name="window">The height and width of the window, each at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public AveragePooling2D((int Height, int Width) window)
    {
        Window = (AtLeast(1, window.Height, "window height"), AtLeast(1, window.Width, "window width"));
        Stride = Window;
    }

    /// <summary>The height and width of the window.</summary>
    public (int Height, int Width) Window { get; }

    /// <summary>The step between window positions, down and across; the window's size unless given.</summary>
    public (int Height, int Width) Stride
    {
        get;
        init => field = (AtLeast(1, value.Height, "stride height"), AtLeast(1, value.Width, "stride width"));
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => WindowGeometry.Slide(input, input.Channels, Window, Stride, (0, 0));
}
