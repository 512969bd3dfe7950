using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// One layer with parameters on integers: its inputs are put on their levels, multiplied and summed as whole numbers, rescaled once, and
/// given to the activation in single precision.
/// </summary>
internal sealed unsafe class IntegerLayer
{
    private const int Lanes = QuadProduct.RowLanes;

    private readonly CodeLayer codes;
    private readonly ActivationCodes quantizer;
    private readonly byte zero;
    private readonly float floor;
    private readonly Activation activation;
    private readonly int inputs;
    private readonly int[][]? windows;
    private readonly int positions, windowLength;
    private readonly AlignedBuffer rescale;

    public IntegerLayer(NetworkLayer layer, LayerPosterior posterior, LayerSampling sampling, CodeLayer codes)
    {
        this.codes = codes;
        (quantizer, zero, activation, inputs) = (new(sampling.Input), (byte)sampling.Input.Zero, layer.Activation, layer.Input.Length);
        floor = activation.Kind == ActivationKind.ReLU ? 0 : float.NegativeInfinity;
        windows = layer.Definition is Dense ? null : Windows(layer, codes.Order);
        (positions, windowLength) = (windows?.Length ?? 1, windows?[0].Length ?? 0);
        CheckRange(layer, sampling);

        // Sums count in units of the finest column.
        float unit = sampling.Input.Step / (1 << codes.Order.Sections[^1].Shift);
        rescale = new AlignedBuffer(codes.PaddedOutputs);
        float[] steps = sampling.StepsOf(posterior);
        for (int output = 0; output < codes.Outputs; output++)
            rescale.Span[output] = steps[output] * unit;
    }

    /// <summary>The bytes that the codes of the inputs take.</summary>
    /// <param name="lanes">As for <see cref="Quantize"/>.</param>
    public int LevelBytes(int lanes) => windows is null ? codes.Order.Length * lanes
        : lanes == 1 ? positions * windowLength + inputs + 1
        : (inputs + 1) * lanes;

    /// <summary>The bytes per row that <see cref="Rows"/> needs beside it.</summary>
    public int WindowPlaces => windows is null ? 0 : codes.Order.Length;

    /// <summary>The number of floats per row that the outputs take.</summary>
    public int PaddedOutputs => codes.PaddedOutputs * positions;

    /// <summary>
    /// Puts inputs on their levels. For a dense layer they come in quads, or as they are for a single row; for a convolution as they are, with a 0 for what lies
    /// in the padding, or window by window for a single row.
    /// </summary>
    /// <param name="values">The inputs, [feature][lane], or [feature] for a single row.</param>
    /// <param name="lanes">The number of lanes; 1 for a single row.</param>
    /// <param name="levels">Receives the codes.</param>
    public void Quantize(float* values, int lanes, byte* levels)
    {
        if (windows is not null)
        {
            byte* image = lanes == 1 ? levels + positions * windowLength : levels;
            quantizer.Quantize(values, inputs * lanes, image);
            new Span<byte>(image + inputs * lanes, lanes).Fill(zero);
            if (lanes == 1)
                Collect(image, levels);
        }
        else if (lanes == 1)
        {
            QuantizeSingle(values, levels);
        }
        else
        {
            quantizer.Quads(values, codes.Order.Taps, levels);
        }
    }

    /// <summary>The chunks that the inputs of a dense layer come in; 0 for a convolution, where every weight meets many inputs.</summary>
    public int InputChunks => windows is null ? codes.Order.Length / TapOrder.ChunkTaps : 0;

    /// <summary>Finds the chunks of inputs of single rows that are not all of code 0.</summary>
    /// <param name="levels">What <see cref="Quantize"/> gave, row by row.</param>
    /// <param name="stride">The distance from one row to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="wanted">Receives an answer for each of <see cref="InputChunks"/>.</param>
    public static void FindWantedChunks(byte* levels, int stride, int rows, Span<bool> wanted)
    {
        wanted.Clear();
        for (int row = 0; row < rows; row++)
        {
            for (int chunk = 0; chunk < wanted.Length; chunk++)
                wanted[chunk] |= Vector512.Load(levels + (nint)row * stride + chunk * TapOrder.ChunkTaps) != Vector512<byte>.Zero;
        }
    }

    /// <summary>Computes <see cref="QuadProduct.RowLanes"/> rows.</summary>
    /// <param name="drawn">The layer's part of a sample.</param>
    /// <param name="levels">What <see cref="Quantize"/> gave.</param>
    /// <param name="window">A buffer of <see cref="WindowPlaces"/> × lanes bytes.</param>
    /// <param name="output">Receives the outputs, [feature][lane].</param>
    public void Rows(byte* drawn, byte* levels, byte* window, float* output)
    {
        DrawnLayer weights = codes.At(drawn);
        for (int position = 0; position < positions; position++)
        {
            byte* quads = levels;
            if (windows is not null)
                WindowQuads.Collect(levels, windows[position], quads = window);
            QuadProduct.Rows(quads, weights, codes.BlockedOutputs, rescale.Pointer, floor, output + (nint)position * Lanes, positions * Lanes);
        }

        Activate(output, codes.Outputs * positions * Lanes);
    }

    /// <summary>Computes a single row; the parameters are as in <see cref="Rows"/>, without lanes.</summary>
    public void Single(byte* drawn, byte* levels, float* output)
    {
        DrawnLayer weights = codes.At(drawn);
        if (windows is null)
        {
            QuadProduct.Single(levels, weights, codes.PaddedOutputs, rescale.Pointer, floor, output);
        }
        else
        {
            float* channels = stackalloc float[QuadProduct.Positions * codes.PaddedOutputs];
            for (int position = 0, count; position < positions; position += count)
            {
                count = positions - position < QuadProduct.Positions ? 1 : QuadProduct.Positions;
                byte* window = levels + (nint)position * windowLength;
                if (count == 1)
                    QuadProduct.Single(window, weights, codes.PaddedOutputs, rescale.Pointer, floor, channels);
                else
                    QuadProduct.Several(window, weights, windowLength / 4, codes.PaddedOutputs, rescale.Pointer, floor, channels);
                for (int channel = 0; channel < codes.Outputs; channel++)
                {
                    for (int i = 0; i < count; i++)
                        output[(nint)channel * positions + position + i] = channels[i * codes.PaddedOutputs + channel];
                }
            }
        }

        Activate(output, codes.Outputs * positions);
    }

    private void Collect(byte* image, byte* levels)
    {
        foreach (int[] window in windows!)
        {
            foreach (int feature in window)
                *levels++ = image[feature];
        }
    }

    // Empty places get the code 0, which adds nothing.
    private void QuantizeSingle(float* values, byte* levels)
    {
        int[] taps = codes.Order.Taps;
        if (codes.Order.IsPlain)
        {
            quantizer.Quantize(values, inputs, levels);
            new Span<byte>(levels + inputs, taps.Length - inputs).Clear();
            return;
        }

        for (int place = 0; place < taps.Length; place++)
            levels[place] = taps[place] < 0 ? (byte)0 : quantizer.Code(values[taps[place]]);
    }

    // The most frequent activation is part of the product.
    private void Activate(float* values, int count)
    {
        if (activation.Kind != ActivationKind.ReLU)
            ActivationKernel.Apply(activation, new Span<float>(values, count));
    }

    /// <summary>
    /// The input feature of every tap at every output position, in whole quads, with the place after the last feature for what is not there. Places
    /// after these weigh nothing, and what a buffer holds there does not matter.
    /// </summary>
    private static int[][] Windows(NetworkLayer layer, TapOrder order) =>
        [.. LayerWindows.All(layer).Select(window => (int[])[.. order.Taps.Take(WeightLayout.RoundUp(window.Length, 4))
            .Select(tap => tap < 0 || window[tap] < 0 ? layer.Input.Length : window[tap])])];

    private void CheckRange(NetworkLayer layer, LayerSampling sampling)
    {
        ActivationQuantizer input = sampling.Input;
        long largestLevel = (long)Math.Max(input.Zero, input.LevelCount - 1 - input.Zero) << codes.Order.Sections[^1].Shift;
        int taps = layer.WeightCount / layer.BiasCount;
        if (taps * largestLevel * LatticeDraw.Reach > int.MaxValue)
        {
            throw new NotSupportedException($"Layer {layer.Name} has {taps} inputs per output: their sum at {input.Bits} bits can leave 32 bits. " +
                "Give the layer fewer ActivationBits.");
        }
    }
}
