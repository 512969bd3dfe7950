namespace Microsoft.ML.Bayesian;

/// <summary>The family that an <see cref="Activation"/> belongs to. The numbers are part of the model file format.</summary>
public enum ActivationKind
{
    /// <summary>f(x) = x.</summary>
    Identity = 0,

    /// <summary>f(x) = max(x, 0).</summary>
    ReLU = 1,

    /// <summary>f(x) = tanh x.</summary>
    Tanh = 2,

    /// <summary>f(x) = x, clipped to [−1, 1].</summary>
    HardTanh = 3,

    /// <summary>f(x) = x, clipped to [0, bound].</summary>
    BoundedReLU = 4,

    /// <summary>f(x) = 1/(1 + e⁻ˣ).</summary>
    Sigmoid = 5,
}
