using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Training rows in memory: any order of them is as likely as any other.</summary>
internal sealed class ShuffledRows(RowSet rows, Generator random) : ITrainingRows
{
    private Tensor? order;
    private long taken;

    public long Count => rows.Count;

    public double TotalWeight => rows.TotalWeight;

    public void BeginEpoch(int epoch)
    {
        order?.Dispose();
        (order, taken) = (rows.Shuffle(random), 0);
    }

    public (Tensor Features, Tensor Labels, Tensor? Weights) Next(int count)
    {
        using Tensor indices = order!.narrow(0, taken, count);
        taken += count;
        return rows.Gather(indices);
    }

    public void Dispose() => order?.Dispose();
}
