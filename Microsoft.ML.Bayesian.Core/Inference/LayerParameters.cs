namespace Microsoft.ML.Bayesian;

/// <summary>What the engines that work with moments read of a layer's posterior, in the layout of the kernels.</summary>
internal static class LayerParameters
{
    /// <summary>The layer without its activation: its pre-activations are its outputs.</summary>
    public static NetworkLayer WithoutActivation(this NetworkLayer layer) => layer with { Definition = WithoutActivation(layer.Definition) };

    /// <summary>
    /// The layer over twice the inputs, without its activation. The variance of w·a for independent w and a is E[w]²·Var[a] + Var[w]·E[a²]:
    /// one sum over the inputs Var[a] and, behind them, E[a²].
    /// </summary>
    public static NetworkLayer OverVariancesAndSecondMoments(this NetworkLayer layer)
    {
        TensorShape input = layer.Input.IsImage ? TensorShape.Image(2 * layer.Input.Channels, layer.Input.Height, layer.Input.Width) : TensorShape.Flat(2 * layer.Input.Length);
        LayerDefinition definition = WithoutActivation(layer.Definition);
        return new(layer.Name, definition, input, layer.Output, definition.WeightShape(input));
    }

    /// <summary>The means.</summary>
    public static AlignedBuffer Means(NetworkLayer layer, LayerPosterior learnt) =>
        Aligned(new WeightLayout(layer).Arranged(learnt.Weight.Mean, learnt.Bias.Mean));

    /// <summary>The variances.</summary>
    public static AlignedBuffer Variances(NetworkLayer layer, LayerPosterior learnt) =>
        Aligned(Squares(new WeightLayout(layer).Arranged(learnt.Weight.StandardDeviation, learnt.Bias.StandardDeviation)));

    /// <summary>The squared means of the weights, with biases 0.</summary>
    public static AlignedBuffer SquaredMeans(NetworkLayer layer, LayerPosterior learnt)
    {
        var layout = new WeightLayout(layer);
        float[] squares = Squares(layout.Arranged(learnt.Weight.Mean, learnt.Bias.Mean));
        squares.AsSpan(layout.Taps * layout.Stride).Clear();
        return Aligned(squares);
    }

    /// <summary>The weights of <see cref="OverVariancesAndSecondMoments"/>: squared means, then variances; and the variances of the biases.</summary>
    public static AlignedBuffer SquaredMeansAndVariances(NetworkLayer layer, LayerPosterior learnt)
    {
        var layout = new WeightLayout(layer);
        int weights = layout.Taps * layout.Stride;
        var both = new AlignedBuffer(new WeightLayout(layer.OverVariancesAndSecondMoments()).Length);
        SquaredMeans(layer, learnt).Span[..weights].CopyTo(both.Span);
        Variances(layer, learnt).Span[..(weights + layout.Stride)].CopyTo(both.Span[weights..]);
        return both;
    }

    /// <summary>A copy at an aligned address.</summary>
    public static AlignedBuffer Aligned(float[] values)
    {
        var aligned = new AlignedBuffer(values.Length);
        values.CopyTo(aligned.Span);
        return aligned;
    }

    private static LayerDefinition WithoutActivation(LayerDefinition definition) => definition switch
    {
        Dense dense => new Dense(dense.Units, Activation.Identity),
        Convolution2D convolution => new Convolution2D(convolution.Channels, convolution.Kernel, Activation.Identity) { Stride = convolution.Stride, Padding = convolution.Padding },
        _ => throw new NotSupportedException($"{definition} has no parameters."),
    };

    private static float[] Squares(float[] values) => [.. values.Select(value => value * value)];
}
