namespace Microsoft.ML.Bayesian;

/// <summary>The memory and the pass of <see cref="MomentPropagation"/>.</summary>
internal sealed unsafe class MomentPropagationPass : RowwisePass
{
    private readonly MomentPropagation method;
    private readonly AlignedBuffer firstMean, secondMean, firstVariance, secondVariance, logits;
    private readonly CovarianceHead.Scratch? head;

    public MomentPropagationPass(MomentPropagation method)
    {
        this.method = method;
        int longest = method.Layers.Select(layer => layer.PaddedOutputs).Append(method.Network.InputCount).Max();
        firstMean = LayerMoments.Buffer(longest);
        secondMean = LayerMoments.Buffer(longest);
        firstVariance = LayerMoments.Buffer(2L * longest);
        secondVariance = LayerMoments.Buffer(2L * longest);
        logits = LayerMoments.Buffer(method.Network.ClassCount);
        head = method.Head?.CreateScratch();
    }

    public override void AddTiles(RowBlock block, int count) => AddSamples(block, 0, RowBlock.Lanes);

    public override void AddSingle(RowBlock block, int row) => AddSamples(block, row, 1);

    private void AddSamples(RowBlock block, int row, int lanes)
    {
        float* mean = block.Inputs(row), variance = firstVariance.Pointer;
        float* nextMean = firstMean.Pointer, nextVariance = secondVariance.Pointer, spareMean = secondMean.Pointer;
        foreach (MomentLayer layer in method.Layers)
        {
            layer.Run(lanes, mean, variance, nextMean, nextVariance);
            mean = nextMean;
            nextMean = spareMean;
            spareMean = mean;
            float* used = variance;
            variance = nextVariance;
            nextVariance = used;
        }

        if (method.Head is { } covariances)
        {
            covariances.Run(lanes, mean, variance, head!);
            method.Draws.AddSamples(head!.Mean, head.Factor.Pointer, triangular: true, logits.Pointer, block, row, lanes);
        }
        else
        {
            ElementwiseKernel.SquareRoot(variance, method.Network.ClassCount * lanes);
            method.Draws.AddSamples(mean, variance, triangular: false, logits.Pointer, block, row, lanes);
        }
    }
}
