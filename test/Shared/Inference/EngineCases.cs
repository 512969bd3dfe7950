namespace Microsoft.ML.Bayesian.Tests.Inference;

/// <summary>Small networks with invented posteriors, and rows for them, all functions of a seed.</summary>
internal static class EngineCases
{
    /// <summary>Ragged sizes: nothing is a multiple of a vector.</summary>
    public static NetworkArchitecture Mlp { get; } = Network.Mlp(19, 6).Resolve(37, 5);

    /// <summary>Every kind of layer, nothing square.</summary>
    public static NetworkArchitecture Convolutional { get; } = new NetworkDefinition(
    [
        new Convolution2D(3, (3, 2), Activation.BoundedReLU(2)) { Stride = (2, 1), Padding = (1, 1) },
        new MaxPooling2D((2, 3)) { Stride = (1, 1) },
        new Convolution2D(4, (1, 2), Activation.Tanh),
        new AveragePooling2D((1, 2)),
        new Flatten(),
        new Dense(7, Activation.Sigmoid),
    ])
    { InputShape = TensorShape.Image(2, 7, 6) }.Resolve(84, 3);

    public static NetworkArchitecture[] Networks { get; } = [Mlp, Convolutional];

    /// <summary>A posterior whose means have the usual initial size and whose standard deviations lie around the given one.</summary>
    public static Posterior Posterior(NetworkArchitecture network, float standardDeviation = 0.3f, int seed = 1)
    {
        var random = new Random(seed);
        VariationalTensor Tensor(string name, IReadOnlyList<int> shape)
        {
            int length = shape.Aggregate(1, (product, size) => product * size), inputs = Math.Max(1, length / shape[0]);
            float[] means = [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble() - 1) * 2 / Math.Sqrt(inputs)))];
            float[] deviations = [.. Enumerable.Range(0, length).Select(_ => standardDeviation * (0.5f + random.NextSingle()))];
            return new(name, shape, means, deviations);
        }

        return new(network, [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(Tensor(layer.Name + ".weight", layer.WeightShape), Tensor(layer.Name + ".bias", [layer.BiasCount])))], new GaussianPrior());
    }

    /// <summary>Rows of values around 0, a fifth of them exactly 0.</summary>
    public static float[] Rows(NetworkArchitecture network, int count, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * network.InputCount).Select(_ => random.Next(5) == 0 ? 0 : 4 * random.NextSingle() - 2)];
    }

    public static float[] Row(NetworkArchitecture network, float[] rows, int row) => rows.AsSpan(row * network.InputCount, network.InputCount).ToArray();
}
