using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Draws whole sets of weights from the posterior and averages the networks that they give. Samples are the outer loop and tiles of
/// rows the inner one, so that one set of weights stays in the cache while it is used.
/// </summary>
internal sealed unsafe class WeightSamplingEngine(Posterior posterior, InferenceOptions options) : PredictiveEngine(posterior, options)
{
    // Enough rows to make a draw of all weights cheap beside its use; few enough that their inputs stay in the cache.
    private const int MostBlockRows = 1024;

    // Rows of very many inputs come in smaller blocks, 64 MiB of inputs at most.
    private const int MostBlockInputs = 1 << 24;

    private const int Lanes = MultiplyAccumulate.RowLanes;

    // Below this many rows, lanes that hold outputs are faster than lanes that hold rows.
    private const int FewRows = 4;

    private readonly int blockRows = Math.Clamp(MostBlockInputs / posterior.Network.InputCount, 1, MostBlockRows);
    private readonly WeightSampler sampler = new(posterior, options);
    private readonly ForwardPass forward = new(posterior.Network);
    private readonly ConcurrentBag<Scratch> spare = [];

    private protected override void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, CancellationToken cancellation)
    {
        int inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        Scratch scratch = spare.TryTake(out Scratch? idle) ? idle : new Scratch(Posterior.Network, forward);
        AlignedBuffer? weights = sampler.Rent();
        try
        {
            for (int start = 0; start < uncertainties.Length; start += blockRows)
            {
                int count = Math.Min(blockRows, uncertainties.Length - start);
                PredictBlock(rows.Slice(start * inputs, count * inputs), probabilities.Slice(start * classes, count * classes), uncertainties.Slice(start, count), scratch, weights, cancellation);
            }
        }
        finally
        {
            sampler.Return(weights);
            spare.Add(scratch);
        }
    }

    private void PredictBlock(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Scratch scratch, AlignedBuffer? weightScratch, CancellationToken cancellation)
    {
        int count = uncertainties.Length, classes = Posterior.Network.ClassCount;
        bool few = count <= FewRows;
        scratch.Load(rows, count, few);
        for (int sample = 0; sample < Options.SampleCount; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            float* weights = sampler.Sample(sample, weightScratch);
            if (few)
                AddSingles(weights, count, scratch);
            else
                AddTiles(weights, count, scratch);
        }

        for (int row = 0; row < count; row++)
        {
            Span<double> sums = scratch.ProbabilitySums.AsSpan(row / Lanes * Lanes * classes + row % Lanes, (classes - 1) * Lanes + 1);
            for (int i = 0; i < classes; i++)
                probabilities[row * classes + i] = (float)(sums[i * Lanes] / Options.SampleCount);
            uncertainties[row] = Entropy.Decompose(sums, Lanes, scratch.EntropySums[row], Options.SampleCount);
        }
    }

    // Few rows go through the layers one by one and meet in the lanes of one tile for the softmax.
    private void AddSingles(float* weights, int count, Scratch scratch)
    {
        int inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        float* tile = scratch.Logits.Pointer;
        for (int row = 0; row < count; row++)
        {
            float* logits = forward.Single(weights, sampler.Offsets, scratch.Inputs.Pointer + row * inputs, scratch.First.Pointer, scratch.Second.Pointer);
            for (int i = 0; i < classes; i++)
                tile[i * Lanes + row] = logits[i];
        }

        AddSoftmax(tile, 0, scratch);
    }

    private void AddTiles(float* weights, int count, Scratch scratch)
    {
        int inputs = Posterior.Network.InputCount;
        for (int start = 0; start < count; start += Lanes)
            AddSoftmax(forward.Rows(weights, sampler.Offsets, scratch.Inputs.Pointer + (nint)start * inputs, scratch.First.Pointer, scratch.Second.Pointer), start, scratch);
    }

    private void AddSoftmax(float* logits, int start, Scratch scratch)
    {
        fixed (double* probabilitySums = scratch.ProbabilitySums, entropySums = scratch.EntropySums)
            SoftmaxKernel.Add(logits, Posterior.Network.ClassCount, probabilitySums + (nint)start * Posterior.Network.ClassCount, entropySums + start);
    }

    /// <summary>The memory that one call works in; kept between calls, used by one at a time.</summary>
    private sealed class Scratch(NetworkArchitecture network, ForwardPass forward)
    {
        public readonly AlignedBuffer First = new((long)forward.BufferLength * Lanes);
        public readonly AlignedBuffer Second = new((long)forward.BufferLength * Lanes);
        public readonly AlignedBuffer Logits = new((long)network.ClassCount * Lanes);

        /// <summary>Sums over samples, [tile][class][lane].</summary>
        public double[] ProbabilitySums = [];

        /// <summary>Sums over samples, one per row.</summary>
        public double[] EntropySums = [];

        public AlignedBuffer Inputs { get; private set; } = new(0);

        /// <summary>Takes in a block of rows, as they are for single-row work and [feature][lane] for tiles, and clears the sums.</summary>
        public void Load(ReadOnlySpan<float> rows, int count, bool few)
        {
            int inputs = network.InputCount, tiles = WeightLayout.RoundUp(count, Lanes);
            int length = checked((few ? count : tiles) * inputs);
            if (Inputs.Length < length)
                Inputs = new AlignedBuffer(length);
            if (EntropySums.Length < tiles)
            {
                EntropySums = new double[tiles];
                ProbabilitySums = new double[tiles * network.ClassCount];
            }

            Array.Clear(EntropySums, 0, tiles);
            Array.Clear(ProbabilitySums, 0, tiles * network.ClassCount);
            Span<float> destination = Inputs.Span[..length];
            if (few)
            {
                rows.CopyTo(destination);
                return;
            }

            destination.Clear();
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<float> source = rows.Slice(row * inputs, inputs);
                Span<float> tile = destination.Slice(row / Lanes * Lanes * inputs, inputs * Lanes);
                for (int feature = 0; feature < inputs; feature++)
                    tile[feature * Lanes + row % Lanes] = source[feature];
            }
        }
    }
}
