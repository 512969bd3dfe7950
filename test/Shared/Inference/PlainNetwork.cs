namespace Microsoft.ML.Bayesian.Tests.Inference;

/// <summary>The forward pass in double precision, written as the formulas stand: slow, and easy to believe.</summary>
internal sealed class PlainNetwork(NetworkArchitecture network)
{
    /// <summary>The logits of one row.</summary>
    /// <param name="parameters">Weights [out, in…] and biases of each layer that has them.</param>
    /// <param name="row">The inputs.</param>
    public double[] Logits(IReadOnlyList<(double[] Weight, double[] Bias)> parameters, ReadOnlySpan<float> row)
    {
        var values = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
            values[i] = row[i];

        int parameterized = 0;
        foreach (NetworkLayer layer in network.Layers)
            values = Layer(layer, layer.HasParameters ? parameters[parameterized++] : default, values);
        return values;
    }

    /// <summary>The outputs of one layer.</summary>
    public static double[] Layer(NetworkLayer layer, (double[] Weight, double[] Bias) parameters, double[] input)
    {
        double[] output = layer.Definition switch
        {
            Dense => DenseLayer(layer, parameters.Weight, parameters.Bias, input),
            Convolution2D convolution => Convolution(layer, convolution, parameters.Weight, parameters.Bias, input),
            MaxPooling2D pooling => Pooling(layer, pooling.Window, pooling.Stride, input, Enumerable.Max),
            AveragePooling2D pooling => Pooling(layer, pooling.Window, pooling.Stride, input, Enumerable.Average),
            Flatten => input,
            _ => throw new NotSupportedException(layer.Name),
        };
        return [.. output.Select(value => Activate(layer.Activation, value))];
    }

    public static double Activate(Activation activation, double x) => activation.Kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.ReLU => Math.Max(x, 0),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.HardTanh => Math.Clamp(x, -1, 1),
        ActivationKind.BoundedReLU => Math.Clamp(x, 0, activation.Bound),
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        _ => throw new NotSupportedException(activation.ToString()),
    };

    public static double[] Softmax(double[] logits)
    {
        double largest = logits.Max(), sum = logits.Sum(logit => Math.Exp(logit - largest));
        return [.. logits.Select(logit => Math.Exp(logit - largest) / sum)];
    }

    public static double Entropy(IEnumerable<double> probabilities) => probabilities.Sum(p => p > 0 ? -p * Math.Log(p) : 0);

    private static double[] DenseLayer(NetworkLayer layer, double[] weight, double[] bias, double[] input)
    {
        var output = new double[layer.Output.Length];
        for (int unit = 0; unit < output.Length; unit++)
        {
            output[unit] = bias[unit];
            for (int i = 0; i < input.Length; i++)
                output[unit] += weight[unit * input.Length + i] * input[i];
        }

        return output;
    }

    private static double[] Convolution(NetworkLayer layer, Convolution2D convolution, double[] weight, double[] bias, double[] input)
    {
        (TensorShape image, TensorShape result) = (layer.Input, layer.Output);
        var output = new double[result.Length];
        for (int channel = 0; channel < result.Channels; channel++)
        {
            for (int row = 0; row < result.Height; row++)
            {
                for (int column = 0; column < result.Width; column++)
                {
                    double sum = bias[channel];
                    for (int source = 0; source < image.Channels; source++)
                    {
                        for (int down = 0; down < convolution.Kernel.Height; down++)
                        {
                            for (int across = 0; across < convolution.Kernel.Width; across++)
                            {
                                int y = row * convolution.Stride.Height + down - convolution.Padding.Height;
                                int x = column * convolution.Stride.Width + across - convolution.Padding.Width;
                                if (y >= 0 && y < image.Height && x >= 0 && x < image.Width)
                                {
                                    sum += weight[((channel * image.Channels + source) * convolution.Kernel.Height + down) * convolution.Kernel.Width + across]
                                        * input[(source * image.Height + y) * image.Width + x];
                                }
                            }
                        }
                    }

                    output[(channel * result.Height + row) * result.Width + column] = sum;
                }
            }
        }

        return output;
    }

    private static double[] Pooling(NetworkLayer layer, (int Height, int Width) window, (int Height, int Width) stride, double[] input, Func<IEnumerable<double>, double> pool)
    {
        (TensorShape image, TensorShape result) = (layer.Input, layer.Output);
        return [.. from channel in Enumerable.Range(0, result.Channels)
                   from row in Enumerable.Range(0, result.Height)
                   from column in Enumerable.Range(0, result.Width)
                   select pool(from down in Enumerable.Range(0, window.Height)
                               from across in Enumerable.Range(0, window.Width)
                               select input[(channel * image.Height + row * stride.Height + down) * image.Width + column * stride.Width + across])];
    }
}
