namespace Microsoft.ML.Bayesian;

/// <summary>
/// What was learnt about the weights or the biases of one layer: an independent normal distribution N(μ, σ²) for each element.
/// </summary>
/// <example>
/// <code>
/// var bias = new VariationalTensor("dense1.bias", shape: [2], mean: [0.5f, -0.5f], standardDeviation: [0.1f, 0.2f]);
/// </code>
/// </example>
public sealed class VariationalTensor
{
    /// <summary>Joins means and standard deviations to a tensor.</summary>
    /// <param name="name">The tensor's name, such as <c>dense1.weight</c>.</param>
    /// <param name="shape">The sizes, output channel first.</param>
    /// <param name="mean">The means, row-major.</param>
    /// <param name="standardDeviation">The standard deviations (neither variances nor pre-softplus parameters), row-major, each finite and greater than 0.</param>
    /// <exception cref="ArgumentException">
    /// A size is less than 1, the number of values is not the product of the sizes, a mean is not finite, or a standard deviation is not finite and positive.
    /// </exception>
    public VariationalTensor(string name, IReadOnlyList<int> shape, ParameterStorage mean, ParameterStorage standardDeviation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        Name = name;
        Shape = [.. shape];
        double length = Shape.Aggregate(1.0, (product, size) => product * size);
        if (Shape.Any(size => size < 1) || length > int.MaxValue)
            throw new ArgumentException($"Tensor '{name}' needs sizes of at least 1 with a product of at most {int.MaxValue}, but its shape is [{string.Join(", ", shape)}].", nameof(shape));
        if (mean.Length != length || standardDeviation.Length != length)
        {
            throw new ArgumentException($"Tensor '{name}' of shape [{string.Join(", ", shape)}] needs {length} means and standard deviations, " +
                $"but there are {mean.Length} and {standardDeviation.Length}.", nameof(mean));
        }

        if (mean.ToArray().AsSpan().IndexOfAnyExceptFinite() is var badMean and >= 0)
            throw new ArgumentException($"Tensor '{name}': mean {badMean} is not finite.", nameof(mean));
        float[] deviations = standardDeviation.ToArray();
        int bad = Array.FindIndex(deviations, deviation => !(float.IsFinite(deviation) && deviation > 0));
        if (bad >= 0)
            throw new ArgumentException($"Tensor '{name}': standard deviation {bad} is {deviations[bad]}; it must be finite and greater than 0.", nameof(standardDeviation));

        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>Joins means and standard deviations, kept in single precision, to a tensor.</summary>
    /// <inheritdoc cref="VariationalTensor(string, IReadOnlyList{int}, ParameterStorage, ParameterStorage)"/>
    public VariationalTensor(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation)
        : this(name, shape, new Float32Storage(mean), new Float32Storage(standardDeviation))
    {
    }

    /// <summary>The tensor's name, such as <c>dense1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The sizes, output channel first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Length => Mean.Length;

    /// <summary>The means, row-major.</summary>
    public ParameterStorage Mean { get; }

    /// <summary>The standard deviations, row-major; each is greater than 0.</summary>
    public ParameterStorage StandardDeviation { get; }
}
