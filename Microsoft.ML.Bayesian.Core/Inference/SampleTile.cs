namespace Microsoft.ML.Bayesian;

/// <summary>Collects samples of a single row, so that the softmax works on as many at once as it has lanes.</summary>
internal sealed unsafe class SampleTile(int classes)
{
    private readonly AlignedBuffer logits = new((long)classes * RowBlock.Lanes);
    private int count;

    /// <summary>Forgets samples that a call which was cancelled left.</summary>
    public void Clear() => count = 0;

    /// <summary>Takes in one sample, and adds all samples so far to the row's sums when the tile is full or the sample is the last.</summary>
    public void Add(float* sample, RowBlock block, int row, bool last)
    {
        for (int i = 0; i < classes; i++)
            logits.Pointer[i * RowBlock.Lanes + count] = sample[i];
        if (++count < RowBlock.Lanes && !last)
            return;
        block.AddSamples(logits.Pointer, count, row);
        count = 0;
    }
}
