using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Runs a method whose samples are the same for all rows: samples are the outer loop and tiles of rows the inner one, so that one set of
/// weights stays in the cache while it is used.
/// </summary>
/// <param name="posterior">The posterior that predictions come from.</param>
/// <param name="options">How predictions are computed.</param>
/// <param name="createPass">Makes the method's memory for one call; kept between calls.</param>
internal sealed unsafe class SamplewiseEngine(Posterior posterior, InferenceOptions options, Func<SamplewisePass> createPass) : PredictiveEngine(posterior, options)
{
    private const int Lanes = RowBlock.Lanes;

    // Up to this many rows, lanes that hold outputs are faster than lanes that hold rows.
    private const int FewRows = 4;

    private readonly ConcurrentBag<Scratch> spare = [];

    private protected override void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Span<int> sampleCounts, CancellationToken cancellation)
    {
        int inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        Scratch scratch = spare.TryTake(out Scratch? idle) ? idle : new Scratch(Posterior.Network, createPass(), Options.Adaptive);
        try
        {
            int blockRows = scratch.Pass.BlockRows;
            for (int start = 0; start < uncertainties.Length; start += blockRows)
            {
                int count = Math.Min(blockRows, uncertainties.Length - start);
                var destination = new RowDestination(classes, probabilities.Slice(start * classes, count * classes), uncertainties.Slice(start, count), sampleCounts.Slice(start, count));
                PredictBlock(rows.Slice(start * inputs, count * inputs), destination, scratch, cancellation);
            }
        }
        finally
        {
            spare.Add(scratch);
        }
    }

    private void PredictBlock(ReadOnlySpan<float> rows, RowDestination destination, Scratch scratch, CancellationToken cancellation)
    {
        int inputs = Posterior.Network.InputCount, count = destination.Count;
        scratch.Block.Clear(count);
        foreach (SampleTile samples in scratch.Samples)
            samples.Clear();
        Load(rows, count, scratch);
        SettledRows? settled = scratch.Settled;
        settled?.Start(rows, count, inputs);
        for (int sample = 0; sample < Options.SampleCount && count > 0; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            scratch.Pass.Draw(sample);
            int done = sample + 1;
            bool closes = settled is not null && settled.ClosesGroup(done);
            Add(count, closes || done == Options.SampleCount, scratch);
            if (closes && settled!.Close(scratch.Block, done, Options.SampleCount, destination))
            {
                count = settled.Count;
                Load(settled.Rows, count, scratch);
            }
        }

        for (int row = 0; row < count; row++)
            scratch.Block.Store(row, Options.SampleCount, destination, settled?.Original(row) ?? row);
        for (int row = 0; scratch.Pass.OverlooksNaN && row < destination.Count; row++)
        {
            if (rows.Slice(row * inputs, inputs).ContainsNaN())
                destination.Fill(row, float.NaN);
        }
    }

    private static void Load(ReadOnlySpan<float> rows, int count, Scratch scratch)
    {
        bool tiled = count > FewRows;
        scratch.Block.Load(rows, count, tiled);
        scratch.Pass.Load(scratch.Block, count, tiled);
    }

    // Few rows go through the layers one by one; the samples of each meet in the lanes of a tile for the softmax.
    private static void Add(int count, bool last, Scratch scratch)
    {
        for (int start = 0; count > FewRows && start < count; start += Lanes)
            scratch.Block.AddTile(scratch.Pass.Tile(scratch.Block, start), start);
        for (int row = 0; count <= FewRows && row < count; row++)
            scratch.Samples[row].Add(scratch.Pass.Single(scratch.Block, row), scratch.Block, row, last);
    }

    /// <summary>The memory that one call works in; kept between calls, used by one at a time.</summary>
    private sealed class Scratch(NetworkArchitecture network, SamplewisePass pass, AdaptiveSampling? adaptive)
    {
        public readonly RowBlock Block = new(network);
        public readonly SamplewisePass Pass = pass;
        public readonly SampleTile[] Samples = [.. Enumerable.Range(0, FewRows).Select(_ => new SampleTile(network.ClassCount))];
        public readonly SettledRows? Settled = adaptive is null ? null : new(network, adaptive);
    }
}
