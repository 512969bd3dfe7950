namespace Microsoft.ML.Bayesian;

/// <summary>A block of rows in the layout of the kernels, and what is summed for each of them over the samples.</summary>
internal sealed unsafe class RowBlock(NetworkArchitecture network)
{
    /// <summary>The rows of a tile.</summary>
    public const int Lanes = MultiplyAccumulate.RowLanes;

    // Kernels that take whole vectors read past the last value.
    private const int Slack = ElementwiseKernel.Width;

    private AlignedBuffer inputs = new(0);
    private double[] probabilitySums = [], entropySums = [];

    /// <summary>Takes in rows and clears the sums.</summary>
    /// <param name="rows">The rows, one after the other.</param>
    /// <param name="count">Their number.</param>
    /// <param name="tiled">Whether the rows are laid out in tiles, [feature][lane], or stay as they are.</param>
    public void Load(ReadOnlySpan<float> rows, int count, bool tiled)
    {
        int width = network.InputCount, padded = WeightLayout.RoundUp(count, Lanes);
        int length = checked((tiled ? padded : count) * width);
        if (inputs.Length < length + Slack)
            inputs = new AlignedBuffer(length + Slack);
        if (entropySums.Length < padded)
        {
            entropySums = new double[padded];
            probabilitySums = new double[checked(padded * network.ClassCount)];
        }

        Array.Clear(entropySums, 0, padded);
        Array.Clear(probabilitySums, 0, padded * network.ClassCount);
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
        fixed (double* probabilities = probabilitySums, entropies = entropySums)
            SoftmaxKernel.Add(logits, network.ClassCount, probabilities + (nint)start * network.ClassCount, entropies + start, approximate);
    }

    /// <summary>Adds up to <see cref="Lanes"/> samples of one row, in their order.</summary>
    /// <param name="logits">The logits, [class][sample]; overwritten.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="row">The row.</param>
    /// <param name="approximate">Whether sums over classes may be in single precision.</param>
    public void AddSamples(float* logits, int samples, int row, bool approximate = false)
    {
        fixed (double* probabilities = probabilitySums, entropies = entropySums)
            SoftmaxKernel.AddSamples(logits, network.ClassCount, samples, probabilities + SumsStart(row), entropies + row, approximate);
    }

    /// <summary>Turns the sums into predictions.</summary>
    /// <param name="sampleCount">How many samples were added for every row.</param>
    /// <param name="probabilities">Receives the means of the class probabilities, row by row.</param>
    /// <param name="uncertainties">Receives one uncertainty per row.</param>
    public void Store(int sampleCount, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties)
    {
        int classes = network.ClassCount;
        for (int row = 0; row < uncertainties.Length; row++)
        {
            Span<double> sums = probabilitySums.AsSpan(SumsStart(row), (classes - 1) * Lanes + 1);
            for (int i = 0; i < classes; i++)
                probabilities[row * classes + i] = (float)(sums[i * Lanes] / sampleCount);
            uncertainties[row] = Entropy.Decompose(sums, Lanes, entropySums[row], sampleCount);
        }
    }

    private int SumsStart(int row) => row / Lanes * Lanes * network.ClassCount + row % Lanes;
}
