using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>Small sound files that together use every section, layer, storage and rule of the formats.</summary>
internal static class SeedFiles
{
    public static IReadOnlyList<byte[]> Models()
    {
        BayesianModel perceptron = Model(Network.Mlp(5).Resolve(4, 3)), images = Model(Images());
        float[] rows = [.. Enumerable.Range(0, 84 * 20).Select(i => i % 17 / 17f)];
        var models = new List<BayesianModel> { perceptron, images };
        foreach (QuantizationScheme scheme in Enum.GetValues<QuantizationScheme>())
        {
            models.Add(PosteriorQuantizer.Quantize(perceptron, rows.AsSpan(0, 80), new QuantizationOptions { Scheme = scheme }));
            models.Add(PosteriorQuantizer.Quantize(images, rows, QuantizationOptions.Uniform(scheme, bits: 3)));
        }

        return [.. models.Select(ToBytes)];
    }

    public static IReadOnlyList<byte[]> Safetensors() =>
    [
        Safetensors([("zeta", [4, 3]), ("alpha", [2, 4])]),
        Safetensors([("conv", [2, 1, 3, 3]), ("head", [3, 8])]),
    ];

    private static NetworkArchitecture Images() => new(TensorShape.Image(2, 7, 6),
    [
        new Convolution2D(2, (3, 2), Activation.BoundedReLU(2.5f)) { Stride = (2, 1), Padding = (1, 0) },
        new MaxPooling2D((1, 2)) { Stride = (2, 1) },
        new AveragePooling2D((1, 2)) { Stride = (1, 2) },
        new Flatten(),
        new Dense(3, Activation.Tanh),
        new Dense(2, Activation.Identity),
    ]);

    private static BayesianModel Model(NetworkArchitecture network)
    {
        static VariationalTensor Tensor(string name, IReadOnlyList<int> shape)
        {
            int length = shape.Aggregate(1, (product, size) => product * size);
            return new(name, shape, [.. Enumerable.Range(0, length).Select(i => (i % 11 - 5) * 0.1f)], [.. Enumerable.Range(0, length).Select(i => (i % 7 + 1) * 0.02f)]);
        }

        LayerPosterior[] layers = [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(Tensor(layer.Name + ".weight", layer.WeightShape), Tensor(layer.Name + ".bias", [layer.BiasCount])))];
        return new(
            new Posterior(network, layers, new GaussianPrior(0.5f)),
            new InferenceOptions { SampleCount = 5, CorrectSampleBias = true, Adaptive = new() },
            [.. Enumerable.Range(0, network.ClassCount).Select(index => $"classe n° {index}")],
            new InputNormalization(divisor: 2, mean: 0.25, standardDeviation: 3));
    }

    private static byte[] ToBytes(BayesianModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static byte[] Safetensors(IReadOnlyList<(string Layer, int[] Shape)> layers)
    {
        var entries = new List<string> { "\"__metadata__\":{\"source\":\"seed\"}" };
        var values = new List<float>();
        foreach ((string layer, int[] shape) in layers)
        {
            foreach ((string name, int[] sizes) in new[] { ("weight.loc", shape), ("weight.scale", shape), ("bias.loc", new[] { shape[0] }), ("bias.scale", [shape[0]]) })
            {
                int begin = sizeof(float) * values.Count, length = sizes.Aggregate(1, (product, size) => product * size);
                values.AddRange(Enumerable.Range(1, length).Select(i => i * 0.125f));
                entries.Add($"\"{layer}.{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', sizes)}],\"data_offsets\":[{begin},{sizeof(float) * values.Count}]}}");
            }
        }

        byte[] header = Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        var start = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)header.Length);
        return [.. start, .. header, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values))];
    }
}
