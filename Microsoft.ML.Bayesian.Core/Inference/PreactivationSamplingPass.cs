namespace Microsoft.ML.Bayesian;

/// <summary>
/// The memory and the loops of <see cref="PreactivationSampling"/>. The first layer's moments of a block of rows are computed before any
/// sample; samples come in tiles, as their noise does. A single row takes a whole tile of samples through layers whose weights are not
/// drawn, one per lane, and one sample at a time through layers whose weights are.
/// </summary>
internal sealed unsafe class PreactivationSamplingPass : RowwisePass
{
    private const int Lanes = RowBlock.Lanes;

    // What the moments of a block may take of the cache that drawn weights are to stay in; without a bank, drawing costs more than that.
    private const int BlockBytes = 1 << 18, BlockBytesWithoutBank = 1 << 23, MostBlockTiles = 32;

    private readonly PreactivationSampling method;
    private readonly int tiles, tileLength;
    private readonly AlignedBuffer first, second, squares, mean, variance, firstMeans, firstDeviations;
    private readonly SampleTile samples;
    private readonly AlignedBuffer? noiseScratch, weightScratch;

    public PreactivationSamplingPass(PreactivationSampling method)
    {
        this.method = method;
        int longest = method.Above.Select(step => step.PaddedOutputs).Concat(method.Below.Select(kernel => kernel.PaddedOutputs)).Append(method.First.PaddedOutputs).Max();
        first = LayerMoments.Buffer(longest);
        second = LayerMoments.Buffer(longest);
        squares = LayerMoments.Buffer(Math.Max(longest, method.First.Inputs));
        mean = LayerMoments.Buffer(longest);
        variance = LayerMoments.Buffer(longest);
        samples = new SampleTile(method.Network.ClassCount);
        noiseScratch = method.Noise.CreateScratch();
        weightScratch = method.Weights?.Rent();

        tileLength = method.First.PaddedOutputs * Lanes;
        int most = method.Weights is null ? 0 : method.Weights.KeepsSamples ? BlockBytes : BlockBytesWithoutBank;
        tiles = Math.Clamp(most / (2 * sizeof(float) * tileLength), 1, MostBlockTiles);
        firstMeans = LayerMoments.Buffer((long)tiles * method.First.PaddedOutputs);
        firstDeviations = LayerMoments.Buffer((long)tiles * method.First.PaddedOutputs);
    }

    public override int BlockRows => tiles * Lanes;

    public override void AddTiles(RowBlock block, int count)
    {
        for (int row = 0; row < count; row += Lanes)
            RunFirst(Lanes, block.Inputs(row), row / Lanes);
        for (int start = 0; start < method.SampleCount; start += Lanes)
        {
            float* noise = method.Noise.Tile(start / Lanes, noiseScratch);
            for (int sample = start; sample < Math.Min(start + Lanes, method.SampleCount); sample++)
            {
                float* weights = method.Weights is null ? null : method.Weights.Sample(sample, weightScratch);
                for (int row = 0; row < count; row += Lanes)
                {
                    nint tile = (nint)(row / Lanes) * tileLength;
                    PreactivationKernel.Rows(method.First.Outputs, firstMeans.Pointer + tile, firstDeviations.Pointer + tile, noise + sample - start, first.Pointer, FirstSquares);
                    block.AddTile(RunAbove(Lanes, noise + sample - start, shared: true, weights), row);
                }
            }
        }
    }

    public override void AddSingle(RowBlock block, int row)
    {
        RunFirst(1, block.Inputs(row), 0);
        for (int start = 0; start < method.SampleCount; start += Lanes)
        {
            int count = Math.Min(Lanes, method.SampleCount - start);
            float* noise = method.Noise.Tile(start / Lanes, noiseScratch);
            if (method.Weights is null)
            {
                PreactivationKernel.Samples(method.First.Outputs, firstMeans.Pointer, firstDeviations.Pointer, noise, first.Pointer, FirstSquares);
                block.AddSamples(RunAbove(Lanes, noise, shared: false, null), count, row);
                continue;
            }

            for (int sample = 0; sample < count; sample++)
            {
                float* weights = method.Weights.Sample(start + sample, weightScratch);
                PreactivationKernel.Single(method.First.Outputs, firstMeans.Pointer, firstDeviations.Pointer, noise + sample, first.Pointer);
                samples.Add(RunAbove(1, noise + sample, shared: true, weights), block, row, last: sample == count - 1);
            }
        }
    }

    // The first layer above needs squares where it is a Gaussian one itself.
    private float* FirstSquares => method.Above is [{ Gaussian: not null }, ..] ? squares.Pointer : null;

    private void RunFirst(int lanes, float* input, int tile)
    {
        float* output = first.Pointer, spare = second.Pointer;
        foreach (LayerKernel kernel in method.Below)
        {
            kernel.Run(lanes, null, input, output);
            input = output;
            output = spare;
            spare = input;
        }

        float* deviations = firstDeviations.Pointer + (nint)tile * tileLength;
        ElementwiseKernel.Square(input, squares.Pointer, method.First.Inputs * lanes);
        method.First.Run(lanes, input, squares.Pointer, firstMeans.Pointer + (nint)tile * tileLength, deviations);
        ElementwiseKernel.SquareRoot(deviations, method.First.Outputs.Units * lanes);
    }

    // From the first layer's activations to logits. The lanes hold rows, which share the noise of a sample, or samples, which do not.
    private float* RunAbove(int lanes, float* noise, bool shared, float* weights)
    {
        float* values = first.Pointer, spare = second.Pointer;
        for (int i = 0; i < method.Above.Length; i++)
        {
            PreactivationSampling.Step step = method.Above[i];
            if (step.Gaussian is { } gaussian)
            {
                // Squares come with drawn activations, but not out of a pooling.
                if (i > 0 && method.Above[i - 1].Gaussian is null)
                    ElementwiseKernel.Square(values, squares.Pointer, gaussian.Inputs * lanes);
                gaussian.Run(lanes, values, squares.Pointer, mean.Pointer, variance.Pointer);
                float* next = i + 1 < method.Above.Length && method.Above[i + 1].Gaussian is not null ? squares.Pointer : null;
                PreactivationKernel.OfVariance(gaussian.Outputs, mean.Pointer, variance.Pointer, noise + method.Noise.Offsets[step.NoiseLayer], shared, values, next);
            }
            else
            {
                step.Kernel!.Run(lanes, weights is null ? null : weights + method.Weights!.Offsets[step.SampledLayer], values, spare);
                float* used = values;
                values = spare;
                spare = used;
            }
        }

        return values;
    }
}
