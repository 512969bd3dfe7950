namespace Microsoft.ML.Bayesian;

/// <summary>A network's layers run one after the other on given weights.</summary>
internal sealed unsafe class ForwardPass
{
    private readonly (LayerKernel Kernel, int WeightLayer)[] steps;

    public ForwardPass(NetworkArchitecture network)
    {
        var kernels = new List<(LayerKernel, int)>();
        int weightLayer = 0;
        foreach (NetworkLayer layer in network.Layers)
        {
            if (LayerKernel.Create(layer) is { } kernel)
                kernels.Add((kernel, weightLayer));
            if (layer.HasParameters)
                weightLayer++;
        }

        steps = [.. kernels];
        BufferLength = steps.Max(step => step.Kernel.PaddedOutputs);
    }

    /// <summary>The number of values per row that each of the two buffers must have room for.</summary>
    public int BufferLength { get; }

    /// <summary>Computes the logits of <see cref="MultiplyAccumulate.RowLanes"/> rows.</summary>
    /// <param name="weights">The weights of all layers.</param>
    /// <param name="offsets">Where each layer's weights start.</param>
    /// <param name="input">The rows, [feature][lane].</param>
    /// <param name="first">A buffer of <see cref="BufferLength"/> × lanes.</param>
    /// <param name="second">Another.</param>
    /// <returns>The logits, [class][lane], in one of the buffers.</returns>
    public float* Rows(float* weights, int[] offsets, float* input, float* first, float* second)
    {
        foreach ((LayerKernel kernel, int layer) in steps)
        {
            kernel.Rows(WeightsOf(layer, weights, offsets), input, first);
            input = first;
            first = second;
            second = input;
        }

        return input;
    }

    /// <summary>Computes the logits of one row; the parameters are as in <see cref="Rows"/>, without lanes.</summary>
    public float* Single(float* weights, int[] offsets, float* input, float* first, float* second)
    {
        foreach ((LayerKernel kernel, int layer) in steps)
        {
            kernel.Single(WeightsOf(layer, weights, offsets), input, first);
            input = first;
            first = second;
            second = input;
        }

        return input;
    }

    // Pooling after the last convolution and before the first dense layer has no weights; any valid address will do.
    private static float* WeightsOf(int layer, float* weights, int[] offsets) => weights + offsets[Math.Min(layer, offsets.Length - 1)];
}
