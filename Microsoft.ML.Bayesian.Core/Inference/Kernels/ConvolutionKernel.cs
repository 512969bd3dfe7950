namespace Microsoft.ML.Bayesian;

/// <summary>A direct convolution: for every output position, the taps of its window that lie inside the image.</summary>
internal sealed unsafe class ConvolutionKernel : LayerKernel
{
    private readonly WeightLayout layout;
    private readonly Activation activation;
    private readonly (int[] Features, int[] WeightRows)[] positions;

    public ConvolutionKernel(NetworkLayer layer, Convolution2D convolution)
    {
        layout = new WeightLayout(layer);
        activation = layer.Activation;
        positions = [.. from row in Enumerable.Range(0, layer.Output.Height)
                        from column in Enumerable.Range(0, layer.Output.Width)
                        select Taps(layer.Input, convolution, row, column)];
    }

    public override int PaddedOutputs => layout.Stride * positions.Length;

    public override void Rows(float* weights, float* input, float* output)
    {
        for (int position = 0; position < positions.Length; position++)
        {
            (int[] features, int[] weightRows) = positions[position];
            MultiplyAccumulate.Rows(input, features, weightRows, weights, layout.Stride, layout.Taps,
                output + position * MultiplyAccumulate.RowLanes, positions.Length * MultiplyAccumulate.RowLanes);
        }

        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs * positions.Length * MultiplyAccumulate.RowLanes));
    }

    public override void Single(float* weights, float* input, float* output)
    {
        float* channels = stackalloc float[layout.Stride];
        for (int position = 0; position < positions.Length; position++)
        {
            (int[] features, int[] weightRows) = positions[position];
            MultiplyAccumulate.Single(input, features, weightRows, weights, layout.Stride, layout.Taps, channels);
            for (int channel = 0; channel < layout.Outputs; channel++)
                output[channel * positions.Length + position] = channels[channel];
        }

        ActivationKernel.Apply(activation, new Span<float>(output, layout.Outputs * positions.Length));
    }

    private static (int[] Features, int[] WeightRows) Taps(TensorShape input, Convolution2D convolution, int row, int column)
    {
        var features = new List<int>();
        var weightRows = new List<int>();
        for (int channel = 0; channel < input.Channels; channel++)
        {
            for (int down = 0; down < convolution.Kernel.Height; down++)
            {
                for (int across = 0; across < convolution.Kernel.Width; across++)
                {
                    int y = row * convolution.Stride.Height + down - convolution.Padding.Height;
                    int x = column * convolution.Stride.Width + across - convolution.Padding.Width;
                    if (y < 0 || y >= input.Height || x < 0 || x >= input.Width)
                        continue;
                    features.Add((channel * input.Height + y) * input.Width + x);
                    weightRows.Add((channel * convolution.Kernel.Height + down) * convolution.Kernel.Width + across);
                }
            }
        }

        return ([.. features], [.. weightRows]);
    }
}
