using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>A network with a made-up posterior like a trained one, and rows like handwritten digits: no data is needed, and every run has the same.</summary>
internal sealed class BenchmarkNetwork
{
    // As of trained networks: most weights stay near the prior, the others became narrow.
    private const double PriorDeviation = 0.1, ShareNearPrior = 0.3, NarrowestFactor = 0.02;

    private const int Side = 28, Margin = 3, Stroke = 3;

    private BenchmarkNetwork(string name, NetworkDefinition definition)
    {
        Name = name;
        Network = definition.Resolve(Side * Side, classCount: 10);
        Single = MakePosterior(Network);
        Joint4 = PosteriorQuantizer.Quantize(Single, Rows(200, seed: 5), QuantizationOptions.Uniform(QuantizationScheme.Joint, 4));
    }

    public static BenchmarkNetwork Mlp => new("mlp", Bayesian.Network.Mlp(100, 100));

    public static BenchmarkNetwork LeNet5 => new("lenet5", Bayesian.Network.LeNet5());

    public string Name { get; }

    public NetworkArchitecture Network { get; }

    /// <summary>The posterior in single precision.</summary>
    public Posterior Single { get; }

    /// <summary>The same with 4-bit means and standard deviations, drawn on integers.</summary>
    public Posterior Joint4 { get; }

    /// <summary>The multiply–adds of one pass of one row.</summary>
    public long MultiplyAdds => Network.ParameterizedLayers.Sum(layer => (long)layer.WeightCount / layer.BiasCount * layer.Output.Length);

    /// <summary>The weights and biases of one draw.</summary>
    public long Parameters => Network.ParameterizedLayers.Sum(layer => (long)layer.WeightCount + layer.BiasCount);

    /// <summary>
    /// Rows in [0, 1]: two strokes each, at random, on a background of 0. As in MNIST, about a fifth of the pixels of a row are ink, and about three
    /// fifths of the pixels are ink in one of 32 rows or another.
    /// </summary>
    public static float[] Rows(int count, int seed = 7)
    {
        var random = new Random(seed);
        var rows = new float[count * Side * Side];
        for (int row = 0; row < count; row++)
        {
            for (int stroke = 0; stroke < 2; stroke++)
                Draw(random, rows.AsSpan(row * Side * Side, Side * Side));
        }

        return rows;
    }

    private static void Draw(Random random, Span<float> image)
    {
        (double x, double y, double direction) = (8 + 12 * random.NextDouble(), 8 + 12 * random.NextDouble(), 7 * random.NextDouble());
        for (int step = 0; step < 30; step++)
        {
            direction += random.NextDouble() - 0.4;
            (x, y) = (Math.Clamp(x + Math.Cos(direction), Margin, Side - Margin - Stroke), Math.Clamp(y + Math.Sin(direction), Margin, Side - Margin - Stroke));
            for (int i = 0; i < Stroke * Stroke; i++)
                image[((int)y + i / Stroke) * Side + (int)x + i % Stroke] = 0.3f + 0.7f * random.NextSingle();
        }
    }

    /// <summary>A posterior like a trained one.</summary>
    public static Posterior MakePosterior(NetworkArchitecture network)
    {
        var random = new Random(1);
        VariationalTensor Tensor(string name, IReadOnlyList<int> shape, int fanIn)
        {
            int length = shape.Aggregate(1, (product, size) => product * size);
            float[] means = new float[length], deviations = new float[length];
            for (int i = 0; i < length; i++)
            {
                bool nearPrior = random.NextDouble() < ShareNearPrior;
                deviations[i] = (float)(nearPrior ? PriorDeviation * 0.9 : PriorDeviation * Math.Pow(NarrowestFactor, random.NextDouble()));
                means[i] = (float)((nearPrior ? 0.1 * PriorDeviation : Math.Sqrt(2.0 / fanIn)) * Normal(random));
            }

            return new(name, shape, means, deviations);
        }

        return new(network,
            [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(
                Tensor(layer.Name + ".weight", layer.WeightShape, layer.WeightCount / layer.BiasCount),
                Tensor(layer.Name + ".bias", [layer.BiasCount], 100)))],
            new GaussianPrior((float)PriorDeviation));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
