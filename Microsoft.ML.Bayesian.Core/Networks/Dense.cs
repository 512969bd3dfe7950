namespace Microsoft.ML.Bayesian;

/// <summary>A fully connected layer: every output is a weighted sum of all inputs plus a bias, put through an activation.</summary>
/// <example><code>var hidden = new Dense(100, Activation.ReLU);</code></example>
public sealed record Dense : LayerDefinition
{
    /// <summary>Creates the layer.</summary>
    /// <param name="units">The number of outputs, at least 1.</param>
    /// <param name="activation">The function applied to each output.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is less than 1.</exception>
    public Dense(int units, Activation activation)
    {
        Units = AtLeast(1, units, nameof(units));
        Activation = activation;
    }

    /// <summary>Creates the layer with ReLU.</summary>
    /// <param name="units">The number of outputs, at least 1.</param>
    public Dense(int units) : this(units, Activation.ReLU)
    {
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>The function applied to each output.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input) => input.IsImage
        ? throw new ArgumentException($"it needs a flat vector but gets an image of {input}; put a Flatten layer before it")
        : TensorShape.Flat(Units);

    /// <inheritdoc/>
    public override IReadOnlyList<int> WeightShape(TensorShape input) => [Units, input.Length];
}
