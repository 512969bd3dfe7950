namespace Microsoft.ML.Bayesian;

/// <summary>
/// The layout in which the kernels read a layer's parameters: [tap][output], the biases as the last row, outputs padded with zeros to
/// whole vectors. A tap is one input of a dense layer or one (channel, row, column) of a convolution's window.
/// </summary>
internal sealed class WeightLayout
{
    public WeightLayout(NetworkLayer layer)
    {
        Outputs = layer.BiasCount;
        Taps = layer.WeightCount / layer.BiasCount;
        Stride = RoundUp(Outputs, MultiplyAccumulate.OutputBlock);
        Length = RoundUp(checked((Taps + 1) * Stride), GaussianDraws.GroupSize);
    }

    /// <summary>The number of output units or channels.</summary>
    public int Outputs { get; }

    /// <summary>The number of weights of one output.</summary>
    public int Taps { get; }

    /// <summary>The distance from one tap's weights to the next's.</summary>
    public int Stride { get; }

    /// <summary>The number of values, padding included; a multiple of <see cref="GaussianDraws.GroupSize"/>.</summary>
    public int Length { get; }

    /// <summary>Moves weights and biases from [output][tap] and [output] into this layout.</summary>
    public void Arrange(ParameterStorage weight, ParameterStorage bias, Span<float> destination)
    {
        destination.Clear();
        var row = new float[Taps];
        for (int output = 0; output < Outputs; output++)
        {
            weight.CopyTo(output * Taps, row);
            for (int tap = 0; tap < Taps; tap++)
                destination[tap * Stride + output] = row[tap];
        }

        bias.CopyTo(0, destination.Slice(Taps * Stride, Outputs));
    }

    /// <summary>Weights and biases in this layout.</summary>
    public float[] Arranged(ParameterStorage weight, ParameterStorage bias)
    {
        var arranged = new float[Length];
        Arrange(weight, bias, arranged);
        return arranged;
    }

    public static int RoundUp(int value, int multiple) => checked((value + multiple - 1) / multiple * multiple);
}
