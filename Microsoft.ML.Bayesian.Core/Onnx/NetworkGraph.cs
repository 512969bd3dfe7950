namespace Microsoft.ML.Bayesian;

/// <summary>What all graphs of a network share: its rows, and its layers as operators.</summary>
internal static class NetworkGraph
{
    /// <summary>The inputs of the network, made of raw features.</summary>
    /// <param name="features">The features, [row, …].</param>
    /// <param name="network">The network.</param>
    /// <param name="normalization">How features become inputs; null where they are inputs as they are.</param>
    /// <returns>[row, feature].</returns>
    public static OnnxValue Rows(OnnxValue features, NetworkArchitecture network, InputNormalization? normalization)
    {
        OnnxValue rows = features.Reshape(-1, network.InputCount);
        return normalization is null
            ? rows
            : rows * (float)(1 / (normalization.Divisor * normalization.StandardDeviation)) - (float)(normalization.Mean / normalization.StandardDeviation);
    }

    /// <summary>Rows as the first layer takes them.</summary>
    public static OnnxValue Shaped(OnnxValue rows, TensorShape shape) =>
        shape.IsImage ? rows.Reshape(-1, shape.Channels, shape.Height, shape.Width) : rows;

    /// <summary>The sums of a dense or convolution layer, before its activation.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The inputs.</param>
    /// <param name="weight">The weights, output first.</param>
    /// <param name="bias">What is added, or null for nothing.</param>
    /// <param name="groups">The number of independent convolutions side by side.</param>
    public static OnnxValue Product(NetworkLayer layer, OnnxValue input, string weight, string? bias, int groups = 1)
    {
        string[] inputs = bias is null ? [input.Name, weight] : [input.Name, weight, bias];
        return new(input.Graph, layer.Definition is Convolution2D convolution
            ? input.Graph.Node("Conv", inputs, ("group", groups), ("strides", Pair(convolution.Stride)), ("pads", (int[])[.. Pair(convolution.Padding), .. Pair(convolution.Padding)]))
            : input.Graph.Node("Gemm", inputs, ("transB", 1)));
    }

    /// <summary>A pooling.</summary>
    public static OnnxValue Pool(NetworkLayer layer, OnnxValue input) => layer.Definition switch
    {
        MaxPooling2D pooling => input.Apply("MaxPool", ("kernel_shape", Pair(pooling.Window)), ("strides", Pair(pooling.Stride))),
        AveragePooling2D pooling => input.Apply("AveragePool", ("kernel_shape", Pair(pooling.Window)), ("strides", Pair(pooling.Stride))),
        _ => throw Unknown(layer),
    };

    /// <summary>An activation of known values.</summary>
    public static OnnxValue Activate(Activation activation, OnnxValue input) => activation.Kind switch
    {
        ActivationKind.Identity => input,
        ActivationKind.ReLU => input.Apply("Relu"),
        ActivationKind.BoundedReLU => input.Max(0).Min(activation.Bound),
        ActivationKind.HardTanh => input.Max(-1).Min(1),
        ActivationKind.Tanh => input.Apply("Tanh"),
        ActivationKind.Sigmoid => input.Apply("Sigmoid"),
        _ => throw new NotSupportedException($"The activation {activation} has no ONNX form."),
    };

    public static NotSupportedException Unknown(NetworkLayer layer) => new($"The layer {layer.Name} ({layer.Definition}) has no ONNX form.");

    private static int[] Pair((int Height, int Width) size) => [size.Height, size.Width];
}
