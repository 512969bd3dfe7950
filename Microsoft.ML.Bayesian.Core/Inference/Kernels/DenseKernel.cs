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
        if (LiveInputs.AreWorthALook(taps.Count, layout.Outputs))
            LiveRows(weights, input, output);
        else
            MultiplyAccumulate.Rows(input, taps.All, weights, layout, output, MultiplyAccumulate.RowLanes);
        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs * MultiplyAccumulate.RowLanes));
    }

    private void LiveRows(float* weights, float* input, float* output)
    {
        byte* live = stackalloc byte[taps.Count];
        int* chosen = stackalloc int[2 * taps.Count];
        Taps used = LiveInputs.Mark(input, taps.Count, live) ? taps.Live(live, chosen) : taps.All;
        MultiplyAccumulate.Rows(input, used, weights, layout, output, MultiplyAccumulate.RowLanes);
    }

    public override void Single(float* weights, float* input, float* output)
    {
        MultiplyAccumulate.Single(input, taps.All, weights, layout, output);
        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs));
    }
}
