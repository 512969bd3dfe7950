using System.Collections.Concurrent;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Runs a method whose samples belong to a row: tiles of rows are the outer loop, and what they need to be sampled is computed once for
/// all of their samples.
/// </summary>
/// <param name="posterior">The posterior that predictions come from.</param>
/// <param name="options">How predictions are computed.</param>
/// <param name="method">The method.</param>
/// <param name="createPass">Makes the method's memory for one call; kept between calls.</param>
internal sealed class RowwiseEngine(Posterior posterior, InferenceOptions options, InferenceMethod method, Func<RowwisePass> createPass)
    : PredictiveEngine(posterior, options, method)
{
    // Up to this many rows, lanes that hold outputs or samples are faster than lanes that hold rows.
    private const int FewRows = 6;

    private readonly ConcurrentBag<(RowBlock Block, RowwisePass Pass)> spare = [];

    private protected override void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Span<int> sampleCounts, CancellationToken cancellation)
    {
        int inputs = Posterior.Network.InputCount, classes = Posterior.Network.ClassCount;
        (RowBlock Block, RowwisePass Pass) scratch = spare.TryTake(out (RowBlock, RowwisePass) idle) ? idle : (new RowBlock(Posterior.Network), createPass());
        try
        {
            int blockRows = scratch.Pass.BlockRows;
            for (int start = 0; start < uncertainties.Length; start += blockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = Math.Min(blockRows, uncertainties.Length - start);
                bool few = count <= FewRows;
                scratch.Block.Clear(count);
                scratch.Block.Load(rows.Slice(start * inputs, count * inputs), count, tiled: !few);
                if (!few)
                    scratch.Pass.AddTiles(scratch.Block, count);
                for (int row = 0; few && row < count; row++)
                    scratch.Pass.AddSingle(scratch.Block, row);
                scratch.Block.Store(Options.SampleCount, new(classes, probabilities.Slice(start * classes, count * classes), uncertainties.Slice(start, count), sampleCounts.Slice(start, count)));
            }
        }
        finally
        {
            spare.Add(scratch);
        }
    }
}
