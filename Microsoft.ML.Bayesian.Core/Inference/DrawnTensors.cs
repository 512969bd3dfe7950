namespace Microsoft.ML.Bayesian;

/// <summary>The weights and biases that weight sampling draws, as plain numbers.</summary>
internal sealed unsafe class DrawnTensors
{
    private readonly WeightSampler sampler;
    private readonly NetworkLayer[] layers;

    private DrawnTensors(Posterior posterior, InferenceOptions options)
    {
        sampler = new(posterior, options with { SampleCacheBytes = 0 });
        layers = [.. posterior.Network.ParameterizedLayers];
    }

    /// <summary>Draws the weights that a posterior's own engine draws.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">The seed.</param>
    /// <returns>From the number of a sample to the weights, [output][tap], and biases of each layer with parameters.</returns>
    public static Func<int, (float[] Weight, float[] Bias)[]> Of(Posterior posterior, InferenceOptions options) =>
        posterior.Sampling is { } rule ? rule.Draws(posterior, options) : new DrawnTensors(posterior, options).Draw;

    private (float[] Weight, float[] Bias)[] Draw(int sample)
    {
        AlignedBuffer scratch = sampler.Rent()!;
        float* drawn = sampler.Sample(sample, scratch);
        (float[] Weight, float[] Bias)[] tensors = [.. layers.Select((layer, index) => Of(layer, drawn + sampler.Offsets[index]))];
        sampler.Return(scratch);
        return tensors;
    }

    private static (float[] Weight, float[] Bias) Of(NetworkLayer layer, float* drawn)
    {
        var layout = new WeightLayout(layer);
        float[] weight = new float[layout.Outputs * layout.Taps], bias = new float[layout.Outputs];
        for (int i = 0; i < weight.Length; i++)
            weight[i] = drawn[i % layout.Taps * layout.Stride + i / layout.Taps];
        for (int output = 0; output < bias.Length; output++)
            bias[output] = drawn[layout.Taps * layout.Stride + output];
        return (weight, bias);
    }
}
