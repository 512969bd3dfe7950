namespace Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

/// <summary>Networks and made-up posteriors whose standard deviations span a factor of 50, as those of trained networks do.</summary>
internal static class SamplePosteriors
{
    public static NetworkArchitecture SmallMlp => Network.Mlp(9, 5).Resolve(inputCount: 7, classCount: 3);

    public static NetworkArchitecture SmallConvolution => new(TensorShape.Image(2, 7, 6),
    [
        new Convolution2D(3, (3, 2), Activation.ReLU) { Padding = (1, 1), Stride = (1, 2) },
        new MaxPooling2D(2),
        new Convolution2D(5, 1, Activation.Tanh),
        new AveragePooling2D(2),
        new Flatten(),
        new Dense(4, Activation.Identity),
    ]);

    public static NetworkArchitecture PoolingFirst => new(TensorShape.Image(1, 4, 4),
    [
        new AveragePooling2D(2),
        new Flatten(),
        new Dense(6, Activation.Sigmoid),
        new Dense(2, Activation.Identity),
    ]);

    public static NetworkArchitecture Mlp => Network.Mlp(100, 100).Resolve(inputCount: 784, classCount: 10);

    public static NetworkArchitecture LeNet5 => Network.LeNet5().Resolve(inputCount: 784, classCount: 10);

    public static Posterior Random(NetworkArchitecture network, int seed = 1)
    {
        var random = new Random(seed);
        VariationalTensor Tensor(string name, IReadOnlyList<int> shape, double width)
        {
            int length = shape.Aggregate(1, (product, size) => product * size);
            float[] means = [.. Enumerable.Range(0, length).Select(_ => (float)(width * Normal(random)))];
            float[] deviations = [.. Enumerable.Range(0, length).Select(_ => (float)(width * Math.Exp(-4 * random.NextDouble())))];
            return new(name, shape, means, deviations);
        }

        return new(network,
            [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(
                Tensor(layer.Name + ".weight", layer.WeightShape, 1 / Math.Sqrt(layer.WeightCount / layer.BiasCount)),
                Tensor(layer.Name + ".bias", [layer.BiasCount], 0.3)))],
            new GaussianPrior());
    }

    /// <summary>Inputs in [0, 1], a third of them 0.</summary>
    public static float[] Rows(NetworkArchitecture network, int count, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * network.InputCount).Select(_ => (float)Math.Max(0, 1.5 * random.NextDouble() - 0.5))];
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
