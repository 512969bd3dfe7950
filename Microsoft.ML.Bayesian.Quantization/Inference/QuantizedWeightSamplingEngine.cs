using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Draws whole sets of weights as small integers and averages the networks that they give. Samples are the outer loop and tiles of
/// rows the inner one, so that one set of weights stays in the cache while it is used.
/// </summary>
internal sealed unsafe class QuantizedWeightSamplingEngine : PredictiveEngine
{
    // Enough rows to make a draw of all weights cheap beside its use; few enough that their inputs stay in the cache.
    private const int BlockRows = 1024;

    // Below this many rows, lanes that hold outputs are faster than lanes that hold rows.
    private const int FewRows = 4;

    private readonly CodeSampler sampler;
    private readonly IntegerForwardPass forward;
    private readonly ConcurrentBag<Scratch> spare = [];

    public QuantizedWeightSamplingEngine(Posterior posterior, IntegerSamplingRule rule, InferenceOptions options) : base(posterior, options)
    {
        sampler = new(posterior, rule, options);
        forward = new(posterior, rule, sampler.Offsets);
    }

    private protected override void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, CancellationToken cancellation)
    {
        int inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        Scratch scratch = spare.TryTake(out Scratch? idle) ? idle : new Scratch(Posterior.Network, forward);
        AlignedBuffer? drawn = sampler.Rent();
        try
        {
            for (int start = 0; start < uncertainties.Length; start += BlockRows)
            {
                int count = Math.Min(BlockRows, uncertainties.Length - start);
                PredictBlock(rows.Slice(start * inputs, count * inputs), probabilities.Slice(start * classes, count * classes), uncertainties.Slice(start, count), scratch, drawn, cancellation);
            }
        }
        finally
        {
            sampler.Return(drawn);
            spare.Add(scratch);
        }
    }

    private void PredictBlock(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Scratch scratch, AlignedBuffer? drawnScratch, CancellationToken cancellation)
    {
        int count = uncertainties.Length, inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        int lanes = count <= FewRows ? 1 : PairProduct.RowLanes;
        scratch.Load(rows, count, lanes);
        for (int sample = 0; sample < Options.SampleCount; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            int* drawn = sampler.Sample(sample, drawnScratch);
            for (int start = 0; start < count; start += lanes)
            {
                float* logits = scratch.Run(forward, drawn, lanes, start);
                for (int lane = 0; lane < Math.Min(lanes, count - start); lane++)
                {
                    Entropy.AddLogits(new ReadOnlySpan<float>(logits + lane, classes * lanes - lane), lanes,
                        scratch.ProbabilitySums.AsSpan((start + lane) * classes, classes), ref scratch.EntropySums[start + lane]);
                }
            }
        }

        for (int row = 0; row < count; row++)
        {
            // Levels know no NaN; the answer to one is NaN, as in single precision.
            if (rows.Slice(row * inputs, inputs).ContainsNaN())
            {
                probabilities.Slice(row * classes, classes).Fill(float.NaN);
                uncertainties[row] = new(float.NaN, float.NaN, float.NaN);
                continue;
            }

            Span<double> sums = scratch.ProbabilitySums.AsSpan(row * classes, classes);
            for (int i = 0; i < classes; i++)
                probabilities[row * classes + i] = (float)(sums[i] / Options.SampleCount);
            uncertainties[row] = Entropy.Decompose(sums, scratch.EntropySums[row], Options.SampleCount);
        }
    }

    /// <summary>The memory that one call works in; kept between calls, used by one at a time.</summary>
    private sealed class Scratch(NetworkArchitecture network, IntegerForwardPass forward)
    {
        private const int Lanes = PairProduct.RowLanes;

        private readonly AlignedBuffer first = new((long)forward.OutputPlaces * Lanes);
        private readonly AlignedBuffer second = new((long)forward.OutputPlaces * Lanes);
        private readonly AlignedBuffer levels = new((long)forward.LevelPlaces * Lanes / 2 + 1);
        private AlignedBuffer inputs = new(0), inputLevels = new(0);
        private int tileLevels;

        public double[] ProbabilitySums { get; private set; } = [];

        public double[] EntropySums { get; private set; } = [];

        /// <summary>Takes in a block of rows, tile by tile, puts them on the first layer's levels, and clears the sums.</summary>
        public void Load(ReadOnlySpan<float> rows, int count, int lanes)
        {
            int width = network.InputCount, tiles = (count + lanes - 1) / lanes;

            // Two 16-bit levels to a float, and every tile starts at an even address of 64 bytes.
            tileLevels = WeightLayout.RoundUp((width + 1) * lanes, 32);
            if (inputs.Length < tiles * width * lanes)
                inputs = new AlignedBuffer(tiles * width * lanes);
            if (inputLevels.Length < tiles * tileLevels / 2)
                inputLevels = new AlignedBuffer(tiles * tileLevels / 2);
            ProbabilitySums = new double[count * network.ClassCount];
            EntropySums = new double[count];

            Span<float> destination = inputs.Span[..(tiles * width * lanes)];
            destination.Clear();
            for (int row = 0; row < count; row++)
            {
                Span<float> tile = destination.Slice(row / lanes * width * lanes, width * lanes);
                for (int feature = 0; feature < width; feature++)
                    tile[feature * lanes + row % lanes] = rows[row * width + feature];
            }

            for (int tile = 0; tile < tiles; tile++)
                forward.FirstLayer?.Quantize(inputs.Pointer + (long)tile * width * lanes, lanes, (short*)inputLevels.Pointer + (long)tile * tileLevels);
        }

        public float* Run(IntegerForwardPass forward, int* drawn, int lanes, int start) => forward.Run(drawn, lanes, inputs.Pointer + (long)start * network.InputCount,
            (short*)inputLevels.Pointer + (long)(start / lanes) * tileLevels, (short*)levels.Pointer, first.Pointer, second.Pointer);
    }
}
