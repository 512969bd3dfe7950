namespace Microsoft.ML.Bayesian;

/// <summary>A block of rows in the layout of the kernels, and what is summed for each of them over the samples.</summary>
internal sealed unsafe class RowBlock(NetworkArchitecture network)
{
    /// <summary>The rows of a tile.</summary>
    public const int Lanes = MultiplyAccumulate.RowLanes;

    // Kernels that take whole vectors read past the last value.
    private const int Slack = ElementwiseKernel.Width;

    private AlignedBuffer inputs = new(0);

    /// <summary>What the samples so far sum up to.</summary>
    public SampleSums Sums { get; } = new(network.ClassCount);

    /// <summary>Makes room for the sums of rows, and sets them to 0.</summary>
    public void Clear(int count) => Sums.Clear(count);

    /// <summary>Takes in rows.</summary>
    /// <param name="rows">The rows, one after the other.</param>
    /// <param name="count">Their number.</param>
    /// <param name="tiled">Whether the rows are laid out in tiles, [feature][lane], or stay as they are.</param>
    public void Load(ReadOnlySpan<float> rows, int count, bool tiled)
    {
        int width = network.InputCount, length = checked((tiled ? WeightLayout.RoundUp(count, Lanes) : count) * width);
        if (inputs.Length < length + Slack)
            inputs = new AlignedBuffer(length + Slack);
        if (!tiled)
        {
            rows.CopyTo(inputs.Span);
            return;
        }

        for (int start = 0; start < count; start += Lanes)
        {
            int present = Math.Min(Lanes, count - start);
            if (present < Lanes)
                inputs.Span.Slice(start * width, Lanes * width).Clear();
            TileKernel.Load(rows.Slice(start * width, present * width), width, inputs.Pointer + (nint)start * width);
        }
    }

    /// <summary>The inputs of the tile that starts with a row, or of the row itself where rows are not tiled.</summary>
    public float* Inputs(int row) => inputs.Pointer + (nint)row * network.InputCount;

    /// <summary>Adds one sample of a tile.</summary>
    /// <param name="logits">The logits, [class][lane]; overwritten.</param>
    /// <param name="start">The first row of the tile.</param>
    /// <param name="approximate">Whether sums over classes may be in single precision.</param>
    public void AddTile(float* logits, int start, bool approximate = false)
    {
        fixed (double* probabilities = Sums.Probabilities, entropies = Sums.Entropies)
            SoftmaxKernel.Add(logits, network.ClassCount, probabilities + (nint)start * network.ClassCount, entropies + start, approximate);
    }

    /// <summary>Adds up to <see cref="Lanes"/> samples of one row, in their order.</summary>
    /// <param name="logits">The logits, [class][sample]; overwritten.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="row">The row.</param>
    /// <param name="approximate">Whether sums over classes may be in single precision.</param>
    public void AddSamples(float* logits, int samples, int row, bool approximate = false)
    {
        fixed (double* probabilities = Sums.Probabilities, entropies = Sums.Entropies)
            SoftmaxKernel.AddSamples(logits, network.ClassCount, samples, probabilities + Sums.Start(row), entropies + row, approximate);
    }

    /// <summary>Turns the sums of all rows into predictions.</summary>
    /// <param name="sampleCount">How many samples were added for every row.</param>
    /// <param name="destination">Receives means of the class probabilities and the uncertainty of each row.</param>
    public void Store(int sampleCount, RowDestination destination)
    {
        for (int row = 0; row < destination.Count; row++)
            Store(row, sampleCount, destination, row);
    }

    /// <summary>Turns the sums of a row into its prediction.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sampleCount">How many samples were added.</param>
    /// <param name="destination">Receives the prediction.</param>
    /// <param name="place">The row's place there.</param>
    public void Store(int row, int sampleCount, RowDestination destination, int place)
    {
        ReadOnlySpan<double> sums = Sums.Probabilities.AsSpan(Sums.Start(row), (network.ClassCount - 1) * Lanes + 1);
        Span<float> probabilities = destination.Probabilities(place);
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = (float)(sums[i * Lanes] / sampleCount);
        destination.Uncertainty(place) = Entropy.Decompose(sums, Lanes, Sums.Entropy(row), sampleCount);
        destination.SampleCount(place) = sampleCount;
    }
}
