namespace Microsoft.ML.Bayesian;

/// <summary>A direct convolution: for every output position, the taps of its window that lie inside the image.</summary>
internal sealed unsafe class ConvolutionKernel : LayerKernel
{
    private readonly WeightLayout layout;
    private readonly Activation activation;
    private readonly int width, inputs, step, longestRun;
    private readonly bool looks;
    private readonly (int FirstFeature, TapTable Taps)[] positions;
    private readonly Range[] runs;

    public ConvolutionKernel(NetworkLayer layer, Convolution2D convolution)
    {
        layout = new WeightLayout(layer);
        activation = layer.Activation;
        width = layer.Output.Width;
        inputs = layer.Input.Length;
        step = convolution.Stride.Width;
        // What comes of a run lies on the stack until it is turned.
        longestRun = Math.Clamp(16_384 / layout.Stride, 8, 32);
        // Every input is seen from about as many positions as the kernel has places.
        looks = LiveInputs.AreWorthALook(inputs, layout.Outputs * convolution.Kernel.Height * convolution.Kernel.Width);
        var tables = new Dictionary<(Clip, Clip), TapTable>();
        positions = [.. from row in Enumerable.Range(0, layer.Output.Height)
                        from column in Enumerable.Range(0, layer.Output.Width)
                        select Position(layer.Input, convolution, row, column, tables)];
        runs = [.. Runs()];
    }

    public override int PaddedOutputs => layout.Stride * positions.Length;

    public override void Rows(float* weights, float* input, float* output)
    {
        const int Lanes = MultiplyAccumulate.RowLanes;
        byte* live = stackalloc byte[looks ? inputs : 0];
        int* chosen = stackalloc int[looks ? 2 * layout.Taps : 0];
        bool some = looks && LiveInputs.Mark(input, inputs, live);
        for (int line = 0; line < positions.Length; line += width)
        {
            for (int position = line; position < line + width; position++)
            {
                (int first, TapTable taps) = positions[position];
                Taps used = some ? taps.Live(live + first, chosen) : taps.All;
                MultiplyAccumulate.Rows(input + (nint)first * Lanes, used, weights, layout, output + (nint)position * Lanes, positions.Length * Lanes);
            }

            // Line by line, while it is in the nearest cache.
            for (int channel = 0; channel < layout.Outputs; channel++)
                ActivationKernel.Apply(activation, new Span<float>(output + ((nint)channel * positions.Length + line) * Lanes, width * Lanes));
        }
    }

    public override void Single(float* weights, float* input, float* output)
    {
        float* channels = stackalloc float[longestRun * layout.Stride];
        foreach (Range run in runs)
        {
            (int start, int count) = run.GetOffsetAndLength(positions.Length);
            MultiplyAccumulate.Positions(input + positions[start].FirstFeature, step, count, positions[start].Taps.All, weights, layout, channels);
            for (int channel = 0; channel < layout.Outputs; channel++)
            {
                float* result = output + (nint)channel * positions.Length + start;
                for (int position = 0; position < count; position++)
                    result[position] = channels[position * layout.Stride + channel];
            }
        }

        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs * positions.Length));
    }

    /// <summary>Positions side by side that see alike, each a step beyond the one before.</summary>
    private IEnumerable<Range> Runs()
    {
        for (int start = 0, end; start < positions.Length; start = end)
        {
            int line = start / width;
            for (end = start + 1; end - start < longestRun && end < positions.Length && end / width == line; end++)
            {
                if (positions[end].Taps != positions[start].Taps || positions[end].FirstFeature != positions[end - 1].FirstFeature + step)
                    break;
            }

            yield return start..end;
        }
    }

    private static (int FirstFeature, TapTable Taps) Position(TensorShape input, Convolution2D convolution, int row, int column, Dictionary<(Clip, Clip), TapTable> tables)
    {
        int top = row * convolution.Stride.Height - convolution.Padding.Height, left = column * convolution.Stride.Width - convolution.Padding.Width;
        Clip down = Clip.Of(top, convolution.Kernel.Height, input.Height), across = Clip.Of(left, convolution.Kernel.Width, input.Width);
        if (!tables.TryGetValue((down, across), out TapTable? taps))
        {
            tables[(down, across)] = taps = new TapTable(
                [.. from channel in Enumerable.Range(0, input.Channels)
                    from y in Enumerable.Range(down.Start, down.Count)
                    from x in Enumerable.Range(across.Start, across.Count)
                    select ((channel * input.Height + y - down.Start) * input.Width + x - across.Start, (channel * convolution.Kernel.Height + y) * convolution.Kernel.Width + x)]);
        }

        // A window wholly in the padding has no taps, and no first feature.
        return (taps.Count == 0 ? 0 : (top + down.Start) * input.Width + left + across.Start, taps);
    }

    /// <summary>The part of a window that lies inside the image, along one axis.</summary>
    private readonly record struct Clip(int Start, int Count)
    {
        public static Clip Of(int position, int window, int size)
        {
            int start = Math.Clamp(-position, 0, window), end = Math.Clamp(size - position, start, window);
            return new(start, end - start);
        }
    }
}
