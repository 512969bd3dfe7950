namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// One layer with parameters on integers: its inputs are put on their levels, multiplied and summed as whole numbers, rescaled once, and
/// given to the activation in single precision.
/// </summary>
internal sealed unsafe class IntegerLayer
{
    private const int Lanes = PairProduct.RowLanes;

    private readonly ActivationQuantizer quantizer;
    private readonly Activation activation;
    private readonly int[] inputShifts;
    private readonly int[][] positions;
    private readonly int inputs, outputs, stride;
    private readonly AlignedBuffer rescale;

    public IntegerLayer(NetworkLayer layer, LayerPosterior posterior, LayerSampling sampling)
    {
        var layout = new WeightLayout(layer);
        (inputs, outputs, stride) = (layer.Input.Length, layout.Outputs, layout.Stride);
        quantizer = sampling.Input;
        activation = layer.Activation;
        positions = Positions(layer);

        // A column factor 2⁻ᵏ belongs to the weights; the inputs take it over. To stay whole they are multiplied by 2^(3−k), and the sums are worth 2⁻³ of it.
        byte[]? shifts = sampling.ColumnShifts(layout.Taps);
        int largest = shifts is null ? 0 : LayerSampling.LargestColumnShift;
        inputShifts = shifts is null ? [] : [.. shifts.Select(shift => largest - shift)];
        CheckRange(layer, layout.Taps, sampling, largest);

        rescale = new AlignedBuffer(stride);
        float[] steps = sampling.StepsOf(posterior);
        for (int output = 0; output < outputs; output++)
            rescale.Span[output] = steps[output] * (quantizer.Step / (1 << largest));
    }

    /// <summary>The number of 16-bit places per row that the inputs take, a place for padding included.</summary>
    public int InputPlaces => inputs + 1;

    /// <summary>The number of floats per row that the outputs take.</summary>
    public int PaddedOutputs => stride * positions.Length;

    /// <summary>Puts inputs on their levels.</summary>
    /// <param name="values">The inputs, [feature][lane], or [feature] for a single row.</param>
    /// <param name="lanes">The number of lanes; 1 for a single row.</param>
    /// <param name="levels">Receives the levels in the same layout, and a zero for what lies in the padding of a convolution.</param>
    public void Quantize(float* values, int lanes, short* levels)
    {
        if (inputShifts.Length == 0)
            ActivationCodes.Quantize(quantizer, new ReadOnlySpan<float>(values, inputs * lanes), 0, levels);
        for (int feature = 0; feature < inputShifts.Length; feature++)
            ActivationCodes.Quantize(quantizer, new ReadOnlySpan<float>(values + feature * lanes, lanes), inputShifts[feature], levels + feature * lanes);
        new Span<short>(levels + inputs * lanes, lanes).Clear();
    }

    /// <summary>Computes <see cref="PairProduct.RowLanes"/> rows.</summary>
    /// <param name="drawn">The layer's biases and weights, as <see cref="CodeSampler"/> draws them.</param>
    /// <param name="levels">The inputs on their levels, [feature][lane].</param>
    /// <param name="output">Receives the outputs, [feature][lane].</param>
    public void Rows(int* drawn, short* levels, float* output)
    {
        for (int position = 0; position < positions.Length; position++)
        {
            PairProduct.Rows(levels, positions[position], drawn + stride, stride, rescale.Pointer, (float*)drawn,
                output + position * Lanes, positions.Length * Lanes);
        }

        ActivationKernel.Apply(activation, new Span<float>(output, outputs * positions.Length * Lanes));
    }

    /// <summary>Computes a single row; the parameters are as in <see cref="Rows"/>, without lanes.</summary>
    public void Single(int* drawn, short* levels, float* output)
    {
        float* channels = stackalloc float[stride];
        for (int position = 0; position < positions.Length; position++)
        {
            PairProduct.Single(levels, positions[position], drawn + stride, stride, rescale.Pointer, (float*)drawn, positions.Length == 1 ? output : channels);
            for (int channel = 0; positions.Length > 1 && channel < outputs; channel++)
                output[channel * positions.Length + position] = channels[channel];
        }

        ActivationKernel.Apply(activation, new Span<float>(output, outputs * positions.Length));
    }

    /// <summary>The input feature of every tap at every output position: an even number, with the place after the last feature for what is not there.</summary>
    private static int[][] Positions(NetworkLayer layer) =>
        [.. LayerWindows.All(layer).Select(window => (int[])[.. window.Select(feature => feature < 0 ? layer.Input.Length : feature), .. Enumerable.Repeat(layer.Input.Length, window.Length % 2)])];

    private void CheckRange(NetworkLayer layer, int taps, LayerSampling sampling, int shift)
    {
        long largestLevel = (long)Math.Max(quantizer.Zero, quantizer.LevelCount - 1 - quantizer.Zero) << shift;
        if (taps * largestLevel * LatticeDraw.Reach > int.MaxValue)
        {
            throw new NotSupportedException($"Layer {layer.Name} has {taps} inputs per output: their sum at {sampling.Input.Bits} bits can leave 32 bits. " +
                "Give the layer fewer ActivationBits.");
        }
    }
}
