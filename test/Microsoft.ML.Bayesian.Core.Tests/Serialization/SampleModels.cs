namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>Small models whose every number is a formula, so that tests know what a file must give back.</summary>
internal static class SampleModels
{
    /// <summary>2 inputs, 3 hidden units, 2 named classes.</summary>
    public static BayesianModel Small() => Create(Network.Mlp(3).Resolve(2, 2), classNames: ["no", "sí"]);

    /// <summary>
    /// Every layer type, every activation, nothing square and nothing at its default. A checked-in file holds this model: it never changes.
    /// </summary>
    public static BayesianModel Everything() => Create(
        new NetworkDefinition(
        [
            new Convolution2D(2, (3, 2), Activation.BoundedReLU(2.5f)) { Stride = (2, 1), Padding = (1, 0) },
            new MaxPooling2D((1, 2)) { Stride = (2, 1) },
            new Convolution2D(2, (1, 2), Activation.HardTanh) { Padding = (0, 1) },
            new AveragePooling2D((2, 1)) { Stride = (1, 3) },
            new Flatten(),
            new Dense(4, Activation.ReLU),
            new Dense(3, Activation.Tanh),
            new Dense(3, Activation.Sigmoid),
            new Dense(2, Activation.Identity),
        ])
        { InputShape = TensorShape.Image(2, 7, 6) }.Resolve(84, 3),
        new GaussianPrior(0.25f),
        new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 17, Seed = 0x8000_0000_0000_0003 },
        ["zero", "", "二"]);

    public static BayesianModel Create(NetworkArchitecture network, GaussianPrior? prior = null, InferenceOptions? inference = null, IReadOnlyList<string>? classNames = null)
    {
        int tensor = 0;
        VariationalTensor Tensor(string name, IReadOnlyList<int> shape)
        {
            int length = shape.Aggregate(1, (product, size) => product * size);
            tensor++;
            return new(name, shape,
                [.. Enumerable.Range(0, length).Select(i => (i % 11 - 5) * 0.125f + tensor)],
                [.. Enumerable.Range(0, length).Select(i => (i % 7 + 1) * 0.0625f * tensor)]);
        }

        LayerPosterior[] layers = [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(Tensor(layer.Name + ".weight", layer.WeightShape), Tensor(layer.Name + ".bias", [layer.BiasCount])))];
        return new(new Posterior(network, layers, prior ?? new GaussianPrior()), inference, classNames);
    }

    public static byte[] ToBytes(this BayesianModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    public static BayesianModel Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return BayesianModel.Load(stream);
    }

    public static void AssertSame(BayesianModel expected, BayesianModel actual)
    {
        Assert.AreEqual(expected.Posterior.Network.InputShape, actual.Posterior.Network.InputShape);
        CollectionAssert.AreEqual(Definitions(expected), Definitions(actual));
        Assert.AreEqual(expected.Posterior.Prior, actual.Posterior.Prior);
        Assert.AreEqual(expected.Inference, actual.Inference);
        Assert.AreEqual(expected.InputNormalization, actual.InputNormalization);
        CollectionAssert.AreEqual(expected.ClassNames?.ToArray(), actual.ClassNames?.ToArray());
        foreach ((VariationalTensor before, VariationalTensor after) in expected.Posterior.Tensors.Zip(actual.Posterior.Tensors))
        {
            Assert.AreEqual(before.Name, after.Name);
            CollectionAssert.AreEqual(before.Shape.ToArray(), after.Shape.ToArray());
            CollectionAssert.AreEqual(Bits(before.Mean), Bits(after.Mean));
            CollectionAssert.AreEqual(Bits(before.StandardDeviation), Bits(after.StandardDeviation));
            Assert.AreEqual(before.Mean.GetType(), after.Mean.GetType());
        }
    }

    private static LayerDefinition[] Definitions(BayesianModel model) => [.. model.Posterior.Network.Layers.Select(layer => layer.Definition)];

    private static int[] Bits(ParameterStorage storage) => [.. storage.ToArray().Select(BitConverter.SingleToInt32Bits)];
}
