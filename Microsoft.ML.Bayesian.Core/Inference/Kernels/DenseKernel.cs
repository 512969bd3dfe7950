namespace Microsoft.ML.Bayesian;

/// <summary>A dense layer.</summary>
internal sealed unsafe class DenseKernel(NetworkLayer layer) : LayerKernel
{
    private readonly WeightLayout layout = new(layer);
    private readonly int[] taps = [.. Enumerable.Range(0, layer.Input.Length)];
    private readonly Activation activation = layer.Activation;

    public override int PaddedOutputs => layout.Stride;

    public override void Rows(float* weights, float* input, float* output)
    {
        MultiplyAccumulate.Rows(input, taps, taps, weights, layout.Stride, layout.Taps, output, MultiplyAccumulate.RowLanes);
        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs * MultiplyAccumulate.RowLanes));
    }

    public override void Single(float* weights, float* input, float* output)
    {
        MultiplyAccumulate.Single(input, taps, taps, weights, layout.Stride, layout.Taps, output);
        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs));
    }
}
