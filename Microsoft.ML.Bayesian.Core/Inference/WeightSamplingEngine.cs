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

    private const int Lanes = RowBlock.Lanes;

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
                AddSamples(rows.Slice(start * inputs, count * inputs), count, scratch, weights, cancellation);
                scratch.Block.Store(Options.SampleCount, probabilities.Slice(start * classes, count * classes), uncertainties.Slice(start, count));
            }
        }
        finally
        {
            sampler.Return(weights);
            spare.Add(scratch);
        }
    }

    private void AddSamples(ReadOnlySpan<float> rows, int count, Scratch scratch, AlignedBuffer? weightScratch, CancellationToken cancellation)
    {
        bool few = count <= FewRows;
        scratch.Block.Load(rows, count, tiled: !few);
        for (int sample = 0; sample < Options.SampleCount; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            float* weights = sampler.Sample(sample, weightScratch);
            if (few)
                AddSingles(weights, count, scratch);
            else
                AddTiles(weights, count, scratch);
        }
    }

    // Few rows go through the layers one by one and meet in the lanes of one tile for the softmax.
    private void AddSingles(float* weights, int count, Scratch scratch)
    {
        float* tile = scratch.Logits.Pointer;
        for (int row = 0; row < count; row++)
        {
            float* logits = forward.Single(weights, sampler.Offsets, scratch.Block.Inputs(row), scratch.First.Pointer, scratch.Second.Pointer);
            for (int i = 0; i < Posterior.Network.ClassCount; i++)
                tile[i * Lanes + row] = logits[i];
        }

        scratch.Block.AddTile(tile, 0);
    }

    private void AddTiles(float* weights, int count, Scratch scratch)
    {
        for (int start = 0; start < count; start += Lanes)
            scratch.Block.AddTile(forward.Rows(weights, sampler.Offsets, scratch.Block.Inputs(start), scratch.First.Pointer, scratch.Second.Pointer), start);
    }

    /// <summary>The memory that one call works in; kept between calls, used by one at a time.</summary>
    private sealed class Scratch(NetworkArchitecture network, ForwardPass forward)
    {
        public readonly RowBlock Block = new(network);
        public readonly AlignedBuffer First = new((long)forward.BufferLength * Lanes);
        public readonly AlignedBuffer Second = new((long)forward.BufferLength * Lanes);
        public readonly AlignedBuffer Logits = new((long)network.ClassCount * Lanes);
    }
}
