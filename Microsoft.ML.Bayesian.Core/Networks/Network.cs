namespace Microsoft.ML.Bayesian;

/// <summary>Ready-made network definitions.</summary>
/// <example>
/// <code>
/// NetworkDefinition mlp = Network.Mlp(100, 100);
/// NetworkDefinition lenet = Network.LeNet5();
/// NetworkDefinition own = Network.Sequential(
///     TensorShape.Image(1, 28, 28),
///     new Convolution2D(8, 3, Activation.ReLU), new AveragePooling2D(2), new Flatten(), new Dense(32));
/// </code>
/// </example>
public static class Network
{
    /// <summary>A multilayer perceptron: dense ReLU layers of the given sizes, then the output layer.</summary>
    /// <param name="hidden">The number of units of each hidden layer; none gives multinomial logistic regression.</param>
    /// <returns>The definition, whose number of inputs and classes comes from the data.</returns>
    public static NetworkDefinition Mlp(params int[] hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        return new(hidden.Select(units => new Dense(units)));
    }

    /// <summary>
    /// LeNet-5 with ReLU and max pooling: 6 kernels of 5×5 (padding 2), pool, 16 kernels of 5×5, pool, dense 120, dense 84,
    /// then the output layer.
    /// </summary>
    /// <param name="channels">The number of channels of the input images.</param>
    /// <param name="height">The height of the input images.</param>
    /// <param name="width">The width of the input images.</param>
    /// <returns>The definition, whose number of classes comes from the data.</returns>
    public static NetworkDefinition LeNet5(int channels = 1, int height = 28, int width = 28) => Sequential(
        TensorShape.Image(channels, height, width),
        new Convolution2D(6, 5, Activation.ReLU) { Padding = (2, 2) },
        new MaxPooling2D(2),
        new Convolution2D(16, 5, Activation.ReLU),
        new MaxPooling2D(2),
        new Flatten(),
        new Dense(120),
        new Dense(84));

    /// <summary>The given hidden layers, then the output layer; the number of inputs comes from the data.</summary>
    /// <param name="hiddenLayers">The layers before the output layer.</param>
    /// <returns>The definition, whose number of classes comes from the data too.</returns>
    public static NetworkDefinition Sequential(params LayerDefinition[] hiddenLayers) => new(hiddenLayers);

    /// <summary>The given hidden layers on inputs of a given shape, then the output layer.</summary>
    /// <param name="inputShape">The shape of a row; its length must be the length of the feature column.</param>
    /// <param name="hiddenLayers">The layers before the output layer.</param>
    /// <returns>The definition, whose number of classes comes from the data.</returns>
    public static NetworkDefinition Sequential(TensorShape inputShape, params LayerDefinition[] hiddenLayers) =>
        new(hiddenLayers) { InputShape = inputShape };
}
