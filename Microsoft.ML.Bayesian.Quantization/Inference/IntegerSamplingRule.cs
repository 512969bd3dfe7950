namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Weights are drawn as whole numbers of steps, and the forward pass runs on integers: the schemes Sampled and Joint.</summary>
internal sealed class IntegerSamplingRule : SamplingRule
{
    internal const string FileKind = "INT8";

    public IntegerSamplingRule(IReadOnlyList<LayerSampling> layers) => Layers = [.. layers];

    /// <summary>One entry per layer with parameters.</summary>
    public IReadOnlyList<LayerSampling> Layers { get; }

    internal override long ByteCount => Layers.Sum(layer => layer.ByteCount);

    internal override string Kind => FileKind;

    internal override PredictiveEngine CreateEngine(Posterior posterior, InferenceOptions options) => options.Method is InferenceMethod.Auto or InferenceMethod.WeightSampling
        ? SampledCodesPass.CreateEngine(posterior, this, options)
        : throw new ArgumentException($"The model is quantized to score on integers, which only weight sampling does; {nameof(options.Method)} is {options.Method}.", nameof(options));

    internal override Func<int, (float[] Weight, float[] Bias)[]> Draws(Posterior posterior, InferenceOptions options) => new DrawnIntegers(posterior, this, options).Draw;

    internal override void WritePayload(BinaryWriter writer)
    {
        foreach (LayerSampling layer in Layers)
            layer.Write(writer);
    }

    internal static IntegerSamplingRule Read(SectionReader reader, Posterior posterior) =>
        new([.. posterior.Layers.Zip(posterior.Network.ParameterizedLayers).Select((layer, index) => LayerSampling.Read(reader, layer.First, layer.Second, index == 0))]);
}
