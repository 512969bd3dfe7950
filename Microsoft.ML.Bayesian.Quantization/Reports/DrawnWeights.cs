namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The weights that a posterior's own engine draws, as plain numbers.</summary>
internal sealed unsafe class DrawnWeights
{
    private readonly Posterior posterior;
    private readonly WeightSampler? singlePrecision;
    private readonly CodeSampler? integers;
    private readonly IntegerSamplingRule? rule;

    public DrawnWeights(Posterior posterior, ulong seed)
    {
        this.posterior = posterior;
        var options = new InferenceOptions { Seed = seed, SampleCacheBytes = 0 };
        rule = posterior.Sampling as IntegerSamplingRule;
        if (rule is null)
            singlePrecision = new(posterior, options);
        else
            integers = new(posterior, rule, options);
    }

    /// <summary>One sample of all layers' weights, each [output][tap].</summary>
    public float[][] Draw(int sample)
    {
        AlignedBuffer? scratch = singlePrecision?.Rent() ?? integers?.Rent();
        float[][] weights = singlePrecision is null
            ? Integers(integers!.Sample(sample, scratch, manyRows: false))
            : SinglePrecision(singlePrecision.Sample(sample, scratch));
        singlePrecision?.Return(scratch);
        integers?.Return(scratch);
        return weights;
    }

    private float[][] SinglePrecision(float* drawn) => [.. posterior.Network.ParameterizedLayers.Select((layer, index) =>
    {
        var layout = new WeightLayout(layer);
        var weights = new float[layout.Outputs * layout.Taps];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = drawn[singlePrecision!.Offsets[index] + i % layout.Taps * layout.Stride + i / layout.Taps];
        return weights;
    })];

    private float[][] Integers(byte* drawn) => [.. posterior.Network.ParameterizedLayers.Select((layer, index) =>
    {
        CodeLayer codes = integers!.Layers[index];
        DrawnLayer parts = codes.At(drawn + integers.Offsets[index]);
        float[] weights = new float[layer.WeightCount], steps = rule!.Layers[index].WeightStepsOf(posterior.Layers[index]);
        int taps = layer.WeightCount / codes.Outputs;
        for (int place = 0; place < codes.Order.Length; place++)
        {
            int tap = codes.Order.Taps[place];
            if (tap < 0)
                continue; // an empty place
            for (int output = 0; output < codes.Outputs; output++)
                weights[output * taps + tap] = parts.At(output, place) * steps[output * taps + tap];
        }

        return weights;
    })];
}
