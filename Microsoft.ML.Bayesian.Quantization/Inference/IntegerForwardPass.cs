namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>A network's layers run one after the other on drawn whole numbers.</summary>
internal sealed unsafe class IntegerForwardPass
{
    // Either a layer with parameters, on integers, or pooling, in single precision.
    private readonly (IntegerLayer? Layer, LayerKernel? Pooling, int Offset)[] steps;

    public IntegerForwardPass(Posterior posterior, IntegerSamplingRule rule, CodeSampler sampler)
    {
        var steps = new List<(IntegerLayer?, LayerKernel?, int)>();
        int parameterized = 0;
        foreach (NetworkLayer layer in posterior.Network.Layers)
        {
            if (layer.HasParameters)
            {
                steps.Add((new IntegerLayer(layer, posterior.Layers[parameterized], rule.Layers[parameterized], sampler.Layers[parameterized]), null, sampler.Offsets[parameterized]));
                parameterized++;
            }
            else if (LayerKernel.Create(layer) is { } pooling)
            {
                steps.Add((null, pooling, 0));
            }
        }

        this.steps = [.. steps];
        FirstLayer = this.steps[0].Layer;
        OutputPlaces = Math.Max(posterior.Network.InputCount, this.steps.Max(step => step.Layer?.PaddedOutputs ?? step.Pooling!.PaddedOutputs));
        LevelBytes = this.steps.Max(step => step.Layer is { } layer ? Math.Max(layer.LevelBytes(1), layer.LevelBytes(QuadProduct.RowLanes)) : 0);
        WindowPlaces = this.steps.Max(step => step.Layer?.WindowPlaces ?? 0);
    }

    /// <summary>The layer that the rows come into, if it has parameters: its levels are the same in every sample.</summary>
    public IntegerLayer? FirstLayer { get; }

    /// <summary>The floats per row that each of the two buffers must have room for.</summary>
    public int OutputPlaces { get; }

    /// <summary>The bytes that the buffer of levels must have room for.</summary>
    public int LevelBytes { get; }

    /// <summary>The bytes per row that the buffer of a window must have room for.</summary>
    public int WindowPlaces { get; }

    /// <summary>Computes the logits of a tile of rows, or of a single row.</summary>
    /// <param name="drawn">One sample of <see cref="CodeSampler"/>.</param>
    /// <param name="lanes"><see cref="QuadProduct.RowLanes"/>, or 1 for a single row.</param>
    /// <param name="input">The rows, [feature][lane].</param>
    /// <param name="inputLevels">The rows on the levels of <see cref="FirstLayer"/>; ignored where there is none.</param>
    /// <param name="levels">A buffer of <see cref="LevelBytes"/>.</param>
    /// <param name="window">A buffer of <see cref="WindowPlaces"/> × lanes.</param>
    /// <param name="first">A buffer of <see cref="OutputPlaces"/> × lanes.</param>
    /// <param name="second">Another.</param>
    /// <returns>The logits, [class][lane], in one of the buffers.</returns>
    public float* Run(byte* drawn, int lanes, float* input, byte* inputLevels, byte* levels, byte* window, float* first, float* second)
    {
        foreach ((IntegerLayer? layer, LayerKernel? pooling, int offset) in steps)
        {
            if (layer is not null)
            {
                byte* source = layer == FirstLayer ? inputLevels : levels;
                if (layer != FirstLayer)
                    layer.Quantize(input, lanes, levels);
                if (lanes == 1)
                    layer.Single(drawn + offset, source, first);
                else
                    layer.Rows(drawn + offset, source, window, first);
            }
            else if (lanes == 1)
            {
                pooling!.Single(null, input, first);
            }
            else
            {
                pooling!.Rows(null, input, first);
            }

            input = first;
            first = second;
            second = input;
        }

        return input;
    }
}
