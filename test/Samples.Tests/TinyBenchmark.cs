using Microsoft.ML.Bayesian;

namespace BayesianML.Samples.Tests;

/// <summary>A model of one hidden layer that nobody trained, and a handful of noisy images: enough to go every way that the benchmark goes.</summary>
internal static class TinyBenchmark
{
    public static DirtyMnistData Data() => new(Images(30, 1, 1), Images(3, 10, 2), Images(20, 1, 3), Images(4, 10, 4), Images(20, 1, 5));

    public static Training Training() => new(new BayesianModel(Posterior(Network.Mlp(12)), new InferenceOptions { SampleCount = 5 }), null);

    public static Posterior Posterior(NetworkDefinition definition)
    {
        NetworkArchitecture network = definition.Resolve(ImageSet.PixelCount, 10);
        var random = new Random(6);
        VariationalTensor Tensor(string name, IReadOnlyList<int> shape, double spread) => new(
            name, shape,
            Numbers(shape, () => (float)(spread * (2 * random.NextDouble() - 1))),
            Numbers(shape, () => (float)(spread * (0.1 + 0.5 * random.NextDouble()))));
        return new(
            network,
            [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(
                Tensor($"{layer.Name}.weight", layer.WeightShape, 0.1), Tensor($"{layer.Name}.bias", [layer.BiasCount], 0.1)))],
            new GaussianPrior());
    }

    private static float[] Numbers(IReadOnlyList<int> shape, Func<float> next)
    {
        var numbers = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = next();
        return numbers;
    }

    private static ImageSet Images(int count, int labelsPerImage, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[count * ImageSet.PixelCount];
        random.NextBytes(pixels);
        return new(pixels, [.. Enumerable.Range(0, count * labelsPerImage).Select(_ => (byte)random.Next(10))]);
    }
}
