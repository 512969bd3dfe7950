namespace Microsoft.ML.Bayesian;

/// <summary>A dense layer.</summary>
internal sealed unsafe class DenseKernel(NetworkLayer layer) : LayerKernel
{
    private readonly WeightLayout layout = new(layer);
    private readonly TapTable taps = new([.. Enumerable.Range(0, layer.Input.Length).Select(i => (i, i))]);
    private readonly Activation activation = layer.Activation;

    public override int PaddedOutputs => layout.Stride;

    public override void Rows(float* weights, float* input, float* output)
    {
        MultiplyAccumulate.Rows(input, taps, weights, layout, output, MultiplyAccumulate.RowLanes);
        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs * MultiplyAccumulate.RowLanes));
    }

    public override void Single(float* weights, float* input, float* output)
    {
        MultiplyAccumulate.Single(input, taps, weights, layout, output);
        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs));
    }
}
