using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.Bayesian;

/// <summary>Runs a network in torch; what a layer with parameters does is left to the caller.</summary>
internal static class NetworkPass
{
    /// <summary>The logits <c>[rows, classes]</c> of rows <c>[rows, inputs]</c>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">The inputs.</param>
    /// <param name="apply">The affine part of the layer with parameters at an index (counted among such layers).</param>
    public static Tensor Run(NetworkArchitecture network, Tensor rows, Func<int, NetworkLayer, Tensor, Tensor> apply)
    {
        TensorShape shape = network.InputShape;
        Tensor values = shape.IsImage ? rows.view(-1, shape.Channels, shape.Height, shape.Width) : rows;
        int index = 0;
        foreach (NetworkLayer layer in network.Layers)
        {
            values = layer.Definition switch
            {
                MaxPooling2D pool => functional.max_pool2d(values, [pool.Window.Height, pool.Window.Width], [pool.Stride.Height, pool.Stride.Width]),
                AveragePooling2D pool => functional.avg_pool2d(values, [pool.Window.Height, pool.Window.Width], [pool.Stride.Height, pool.Stride.Width]),
                Flatten => values.flatten(1),
                _ => Activate(apply(index++, layer, values), layer.Activation),
            };
        }

        return values;
    }

    /// <summary>The affine map of a dense or convolution layer.</summary>
    public static Tensor Affine(NetworkLayer layer, Tensor input, Tensor weight, Tensor? bias) => layer.Definition switch
    {
        Dense => functional.linear(input, weight, bias),
        Convolution2D convolution => functional.conv2d(input, weight, bias,
            strides: [convolution.Stride.Height, convolution.Stride.Width], padding: [convolution.Padding.Height, convolution.Padding.Width]),
        _ => throw new NotSupportedException($"Layer '{layer.Name}' of type {layer.Definition.GetType().Name} has parameters, but training does not know it."),
    };

    private static Tensor Activate(Tensor values, Activation activation) => activation.Kind switch
    {
        ActivationKind.Identity => values,
        ActivationKind.ReLU => values.relu(),
        ActivationKind.Tanh => values.tanh(),
        ActivationKind.HardTanh => values.Clamp(-1, 1),
        ActivationKind.BoundedReLU => values.Clamp(0, activation.Bound),
        ActivationKind.Sigmoid => values.sigmoid(),
        _ => throw new NotSupportedException($"Training does not know the activation {activation}."),
    };
}
