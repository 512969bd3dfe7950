namespace Microsoft.ML.Bayesian;

/// <summary>
/// What was learnt: a mean-field Gaussian posterior, that is, an independent normal distribution over every weight and bias of a
/// network. Immutable and safe to share between threads.
/// </summary>
public sealed partial class Posterior
{
    /// <summary>Joins the layers' posteriors.</summary>
    /// <param name="network">The network that the parameters belong to.</param>
    /// <param name="layers">One posterior per layer that has parameters, first to last.</param>
    /// <param name="prior">The prior that the posterior was learnt under.</param>
    /// <exception cref="ArgumentException">A layer is missing, surplus or of another shape; the message names it.</exception>
    public Posterior(NetworkArchitecture network, IReadOnlyList<LayerPosterior> layers, GaussianPrior prior) : this(network, layers, prior, null)
    {
    }

    private Posterior(NetworkArchitecture network, IReadOnlyList<LayerPosterior> layers, GaussianPrior prior, SamplingRule? sampling)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(prior);
        NetworkLayer[] expected = [.. network.ParameterizedLayers];
        if (layers.Count != expected.Length)
            throw new ArgumentException($"The network has {expected.Length} layers with parameters, but {layers.Count} layer posteriors were given.", nameof(layers));
        foreach ((NetworkLayer layer, LayerPosterior learnt) in expected.Zip(layers))
        {
            if (ShapeMismatch(layer.Name + ".weight", learnt.Weight, layer.WeightShape) is { } weight)
                throw new ArgumentException(weight, nameof(layers));
            if (ShapeMismatch(layer.Name + ".bias", learnt.Bias, [layer.BiasCount]) is { } bias)
                throw new ArgumentException(bias, nameof(layers));
        }

        Network = network;
        Layers = [.. layers];
        Prior = prior;
        Sampling = sampling;
    }

    /// <summary>The network that the parameters belong to.</summary>
    public NetworkArchitecture Network { get; }

    /// <summary>One posterior per layer that has parameters, first to last.</summary>
    public IReadOnlyList<LayerPosterior> Layers { get; }

    /// <summary>The prior that the posterior was learnt under.</summary>
    public GaussianPrior Prior { get; }

    /// <summary>All tensors: weights then biases, layer by layer.</summary>
    public IEnumerable<VariationalTensor> Tensors => Layers.SelectMany(layer => new[] { layer.Weight, layer.Bias });

    /// <summary>The bytes that the means and standard deviations take in memory, and what drawing needs beside them.</summary>
    public long ByteCount => Tensors.Sum(tensor => tensor.Mean.ByteCount + tensor.StandardDeviation.ByteCount) + (Sampling?.ByteCount ?? 0);

    /// <summary>How weights are drawn and used; null for draws from N(μ, σ²) in single precision.</summary>
    internal SamplingRule? Sampling { get; }

    /// <summary>The same posterior with another sampling rule.</summary>
    internal Posterior With(SamplingRule? sampling) => new(Network, Layers, Prior, sampling);

    /// <summary>The Kullback–Leibler divergence from the prior to this posterior, summed over all parameters, in nats.</summary>
    /// <returns>The divergence in nats; at least 0 up to rounding.</returns>
    public double KullbackLeiblerDivergence() =>
        Tensors.Sum(tensor => Prior.KullbackLeiblerDivergence(tensor.Mean.ToArray(), tensor.StandardDeviation.ToArray()));

    private static string? ShapeMismatch(string name, VariationalTensor tensor, IReadOnlyList<int> expected) => tensor.Shape.SequenceEqual(expected)
        ? null
        : $"'{name}' must have shape [{string.Join(", ", expected)}], but it has [{string.Join(", ", tensor.Shape)}].";
}
