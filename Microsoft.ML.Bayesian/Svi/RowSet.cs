using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The rows of a block that serve one purpose: training or validation.</summary>
internal sealed class RowSet
{
    private readonly Tensor features, labels;
    private readonly Tensor? weights;

    private RowSet(Tensor features, Tensor labels, Tensor? weights, Tensor indices)
    {
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        Indices = indices;
        Count = (int)indices.shape[0];
        using Tensor? total = weights?.index_select(0, indices).sum(type: ScalarType.Float64);
        TotalWeight = total?.item<double>() ?? Count;
        if (TotalWeight <= 0)
            throw new InvalidOperationException($"The weights of the {Count} rows to train or validate on are all 0, which leaves nothing to measure; take another ValidationFraction or Seed.");
    }

    public Tensor Indices { get; }

    public int Count { get; }

    /// <summary>N of the evidence lower bound: the sum of the rows' weights, or their number.</summary>
    public double TotalWeight { get; }

    /// <summary>All rows of a block. On the CPU the features are not copied.</summary>
    public static RowSet All(TrainingSet set, Device device)
    {
        Tensor block = frombuffer(set.Features, ScalarType.Float32, (long)set.RowCount * set.FeatureCount);
        Tensor features = block.view(set.RowCount, set.FeatureCount).to(device);
        Tensor labels = tensor(set.Labels, device: device);
        Tensor? weights = set.Weights is null ? null : tensor(set.Weights, device: device);
        return new RowSet(features, labels, weights, TensorArithmetic.Indices(set.RowCount, device));
    }

    /// <summary>Puts a random share of the rows aside.</summary>
    public (RowSet Kept, RowSet Share) Split(double fraction, Generator random)
    {
        long share = Math.Clamp((long)Math.Round(fraction * Count), 1, Count - 1);
        using Tensor order = randperm(Count, dtype: ScalarType.Int64, device: Indices.device, generator: random);
        Tensor shuffled = Indices.index_select(0, order);
        return (new(features, labels, weights, shuffled.narrow(0, share, Count - share)), new(features, labels, weights, shuffled.narrow(0, 0, share)));
    }

    /// <summary>All indices in a new random order.</summary>
    public Tensor Shuffle(Generator random)
    {
        using Tensor order = randperm(Count, dtype: ScalarType.Int64, device: Indices.device, generator: random);
        return Indices.index_select(0, order);
    }

    /// <summary>Copies rows together; their weights are scaled to mean 1 over the set.</summary>
    public (Tensor Features, Tensor Labels, Tensor? Weights) Gather(Tensor indices) =>
        (features.index_select(0, indices), labels.index_select(0, indices), weights?.index_select(0, indices).MultiplyInPlace(Count / TotalWeight));
}
