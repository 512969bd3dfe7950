using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Tests.Onnx;

/// <summary>Networks that between them have every layer and activation, by name.</summary>
internal static class OnnxNetworks
{
    public static IReadOnlyDictionary<string, NetworkArchitecture> All { get; } = new Dictionary<string, NetworkArchitecture>
    {
        ["logistic regression"] = Network.Mlp().Resolve(5, 3),
        ["perceptron"] = EngineCases.Mlp,
        ["every layer"] = EngineCases.Convolutional,
        ["max pooling"] = LeNet(new MaxPooling2D(2)),
        ["average pooling"] = LeNet(new AveragePooling2D(2)),
        ["pooling of known inputs"] = Network.Sequential(TensorShape.Image(1, 6, 6), new MaxPooling2D(2), new AveragePooling2D((1, 3)), new Flatten(), new Dense(4)).Resolve(36, 3),
        ["image into dense layers"] = Network.Sequential(TensorShape.Image(2, 4, 4), new Flatten(), new Dense(9)).Resolve(32, 4),
        ["ReLU"] = Deep(Activation.ReLU),
        ["BoundedReLU"] = Deep(Activation.BoundedReLU(1.5f)),
        ["HardTanh"] = Deep(Activation.HardTanh),
        ["Tanh"] = Deep(Activation.Tanh),
        ["Sigmoid"] = Deep(Activation.Sigmoid),
        ["Identity"] = Deep(Activation.Identity),
    };

    /// <summary>The names, for data rows.</summary>
    public static IEnumerable<object[]> Names => All.Keys.Select(name => new object[] { name });

    private static NetworkArchitecture LeNet(LayerDefinition pooling) => Network.Sequential(
        TensorShape.Image(1, 14, 14),
        new Convolution2D(4, 5, Activation.ReLU) { Padding = (2, 2) },
        pooling,
        new Convolution2D(6, 3, Activation.ReLU),
        pooling,
        new Flatten(),
        new Dense(20),
        new Dense(12)).Resolve(196, 10);

    private static NetworkArchitecture Deep(Activation activation) => Network.Sequential(TensorShape.Flat(8), new Dense(17, activation), new Dense(11, activation)).Resolve(8, 4);
}
