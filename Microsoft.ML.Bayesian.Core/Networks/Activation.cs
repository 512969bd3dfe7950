namespace Microsoft.ML.Bayesian;

/// <summary>The function that a layer applies to each of its outputs.</summary>
/// <example>
/// <code>
/// LayerDefinition hidden = new Dense(100, Activation.BoundedReLU(2));
/// </code>
/// </example>
public readonly record struct Activation
{
    private Activation(ActivationKind kind, float bound = 0)
    {
        Kind = kind;
        Bound = bound;
    }

    /// <summary>The family of the function.</summary>
    public ActivationKind Kind { get; }

    /// <summary>The upper bound of a <see cref="ActivationKind.BoundedReLU"/>; 0 for every other kind.</summary>
    public float Bound { get; }

    /// <summary>f(x) = x; the output layer's.</summary>
    public static Activation Identity => default;

    /// <summary>f(x) = max(x, 0).</summary>
    public static Activation ReLU => new(ActivationKind.ReLU);

    /// <summary>f(x) = tanh x.</summary>
    public static Activation Tanh => new(ActivationKind.Tanh);

    /// <summary>f(x) = x, clipped to [−1, 1].</summary>
    public static Activation HardTanh => new(ActivationKind.HardTanh);

    /// <summary>f(x) = 1/(1 + e⁻ˣ).</summary>
    public static Activation Sigmoid => new(ActivationKind.Sigmoid);

    /// <summary>f(x) = x, clipped to [0, <paramref name="bound"/>].</summary>
    /// <param name="bound">The largest output, finite and greater than 0.</param>
    /// <returns>The activation.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not finite or not positive.</exception>
    public static Activation BoundedReLU(float bound = 6) =>
        float.IsFinite(bound) && bound > 0
            ? new(ActivationKind.BoundedReLU, bound)
            : throw new ArgumentOutOfRangeException(nameof(bound), bound, $"A bounded ReLU needs a finite bound greater than 0, but it is {bound}.");

    /// <summary>The activation's name, with its bound where it has one.</summary>
    /// <returns>For example <c>ReLU</c> or <c>BoundedReLU(6)</c>.</returns>
    public override string ToString() => Kind == ActivationKind.BoundedReLU ? $"BoundedReLU({Bound})" : Kind.ToString();
}
