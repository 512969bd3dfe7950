using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Draws whole sets of weights as small integers and averages the networks that they give. Samples are the outer loop and tiles of
/// rows the inner one, so that one set of weights stays in the cache while it is used.
/// </summary>
internal sealed unsafe class QuantizedWeightSamplingEngine : PredictiveEngine
{
    // Enough rows to make a draw of all weights cheap beside its use; few enough that their levels stay in the cache.
    private const int MostBlockRows = 1024;
    private const int MostBlockInputs = 1 << 20;

    private const int Lanes = QuadProduct.RowLanes;

    // Below this many rows, lanes that hold outputs are faster than lanes that hold rows.
    private const int FewRows = 4;

    private readonly int blockRows;
    private readonly CodeSampler sampler;
    private readonly IntegerForwardPass forward;
    private readonly ConcurrentBag<Scratch> spare = [];

    public QuantizedWeightSamplingEngine(Posterior posterior, IntegerSamplingRule rule, InferenceOptions options) : base(posterior, options)
    {
        blockRows = Math.Clamp(MostBlockInputs / posterior.Network.InputCount, 1, MostBlockRows);
        sampler = new(posterior, rule, options);
        forward = new(posterior, rule, sampler);
    }

    private protected override void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, CancellationToken cancellation)
    {
        int inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        Scratch scratch = spare.TryTake(out Scratch? idle) ? idle : new Scratch(Posterior.Network, forward);
        AlignedBuffer? drawn = sampler.Rent();
        try
        {
            for (int start = 0; start < uncertainties.Length; start += blockRows)
            {
                int count = Math.Min(blockRows, uncertainties.Length - start);
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
        int lanes = count <= FewRows ? 1 : Lanes;
        scratch.Load(rows, count, lanes);
        for (int sample = 0; sample < Options.SampleCount; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            byte* drawn = sampler.Sample(sample, drawnScratch, manyRows: lanes > 1, scratch.WantedChunks);
            for (int start = 0; start < count; start += Lanes)
                AddSoftmax(lanes == 1 ? Singles(drawn, count, scratch) : scratch.Run(forward, drawn, Lanes, start), start, scratch);
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

            Span<double> sums = scratch.ProbabilitySums.AsSpan(row / Lanes * Lanes * classes + row % Lanes, (classes - 1) * Lanes + 1);
            for (int i = 0; i < classes; i++)
                probabilities[row * classes + i] = (float)(sums[i * Lanes] / Options.SampleCount);
            uncertainties[row] = Entropy.Decompose(sums, Lanes, scratch.EntropySums[row], Options.SampleCount);
        }
    }

    // Few rows go through the layers one by one and meet in the lanes of one tile for the softmax.
    private float* Singles(byte* drawn, int count, Scratch scratch)
    {
        for (int row = 0; row < count; row++)
        {
            float* logits = scratch.Run(forward, drawn, 1, row);
            for (int i = 0; i < Posterior.Network.ClassCount; i++)
                scratch.Logits.Pointer[i * Lanes + row] = logits[i];
        }

        return scratch.Logits.Pointer;
    }

    private void AddSoftmax(float* logits, int start, Scratch scratch)
    {
        fixed (double* probabilitySums = scratch.ProbabilitySums, entropySums = scratch.EntropySums)
            SoftmaxKernel.Add(logits, Posterior.Network.ClassCount, probabilitySums + (nint)start * Posterior.Network.ClassCount, entropySums + start);
    }

    /// <summary>The memory that one call works in; kept between calls, used by one at a time.</summary>
    private sealed class Scratch(NetworkArchitecture network, IntegerForwardPass forward)
    {
        public readonly AlignedBuffer Logits = new((long)network.ClassCount * Lanes);
        private readonly AlignedBuffer first = new((long)forward.OutputPlaces * Lanes);
        private readonly AlignedBuffer second = new((long)forward.OutputPlaces * Lanes);
        private readonly AlignedBuffer levels = new((long)forward.LevelPlaces * Lanes / sizeof(float));
        private readonly AlignedBuffer window = new((long)forward.WindowPlaces * Lanes / sizeof(float));
        private AlignedBuffer inputs = new(0), inputLevels = new(0);
        private int tileLevels;

        /// <summary>Sums over samples, [tile][class][lane].</summary>
        public double[] ProbabilitySums { get; private set; } = [];

        /// <summary>Sums over samples, one per row.</summary>
        public double[] EntropySums { get; private set; } = [];

        /// <summary>The chunks of the first layer's taps that few rows need; empty where that is not known.</summary>
        public bool[] WantedChunks { get; private set; } = [];

        /// <summary>Takes in a block of rows, tile by tile, puts them on the first layer's levels, and clears the sums.</summary>
        public void Load(ReadOnlySpan<float> rows, int count, int lanes)
        {
            int width = network.InputCount, tiles = (count + lanes - 1) / lanes;

            // Every tile starts at a multiple of 64 bytes.
            tileLevels = WeightLayout.RoundUp((forward.FirstLayer?.InputPlaces ?? 0) * lanes, 64);
            if (inputs.Length < tiles * width * lanes)
                inputs = new AlignedBuffer(tiles * width * lanes);
            if (inputLevels.Length < tiles * tileLevels / sizeof(float))
                inputLevels = new AlignedBuffer(tiles * tileLevels / sizeof(float));
            int padded = WeightLayout.RoundUp(count, Lanes);
            if (EntropySums.Length < padded)
            {
                EntropySums = new double[padded];
                ProbabilitySums = new double[padded * network.ClassCount];
            }

            Array.Clear(EntropySums, 0, padded);
            Array.Clear(ProbabilitySums, 0, padded * network.ClassCount);

            Span<float> destination = inputs.Span[..(tiles * width * lanes)];
            destination.Clear();
            for (int row = 0; row < count; row++)
            {
                Span<float> tile = destination.Slice(row / lanes * width * lanes, width * lanes);
                for (int feature = 0; feature < width; feature++)
                    tile[feature * lanes + row % lanes] = rows[row * width + feature];
            }

            for (int tile = 0; tile < tiles; tile++)
                forward.FirstLayer?.Quantize(inputs.Pointer + (long)tile * width * lanes, lanes, (byte*)inputLevels.Pointer + (long)tile * tileLevels);
            WantedChunks = Wanted(count, lanes);
        }

        // A block of many rows needs every weight.
        private bool[] Wanted(int count, int lanes) => lanes == 1 && forward.FirstLayer is { } layer ? layer.WantedChunks((byte*)inputLevels.Pointer, tileLevels, count) : [];

        public float* Run(IntegerForwardPass forward, byte* drawn, int lanes, int start) => forward.Run(drawn, lanes, inputs.Pointer + (long)start * network.InputCount,
            (byte*)inputLevels.Pointer + (long)(start / lanes) * tileLevels, (byte*)levels.Pointer, (byte*)window.Pointer, first.Pointer, second.Pointer);
    }
}
