namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The weights and biases that the integer engine draws, as plain numbers.</summary>
internal sealed unsafe class DrawnIntegers(Posterior posterior, IntegerSamplingRule rule, InferenceOptions options)
{
    private readonly CodeSampler sampler = new(posterior, rule, options with { SampleCacheBytes = 0 });

    /// <summary>One sample: for each layer with parameters its weights, [output][tap], and its biases.</summary>
    public (float[] Weight, float[] Bias)[] Draw(int sample)
    {
        AlignedBuffer scratch = sampler.Rent()!;
        byte* drawn = sampler.Sample(sample, scratch, manyRows: false);
        (float[] Weight, float[] Bias)[] tensors = [.. posterior.Network.ParameterizedLayers.Select((layer, index) => Of(layer, index, drawn + sampler.Offsets[index]))];
        sampler.Return(scratch);
        return tensors;
    }

    private (float[] Weight, float[] Bias) Of(NetworkLayer layer, int index, byte* drawn)
    {
        CodeLayer codes = sampler.Layers[index];
        DrawnLayer parts = codes.At(drawn);
        float[] weights = new float[layer.WeightCount], steps = rule.Layers[index].WeightStepsOf(posterior.Layers[index]);
        int taps = layer.WeightCount / codes.Outputs;
        for (int place = 0; place < codes.Order.Length; place++)
        {
            int tap = codes.Order.Taps[place];
            if (tap < 0)
                continue; // an empty place
            for (int output = 0; output < codes.Outputs; output++)
                weights[output * taps + tap] = parts.At(output, place) * steps[output * taps + tap];
        }

        return (weights, new ReadOnlySpan<float>(parts.Biases, layer.BiasCount).ToArray());
    }
}
