using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Training rows that are read anew in each epoch. A pool holds as many as memory is meant for; each row of a mini-batch is drawn from it, and the next
/// one that is read takes the free place. What is drawn depends on the seed and the epoch alone.
/// </summary>
internal sealed class PooledRows : ITrainingRows
{
    // The purposes of RandomStreams end at 5.
    private const ulong Purpose = 6;

    private readonly StreamedTrainingSet data;
    private readonly Device device;
    private readonly ulong seed;
    private readonly float[] features, weights;
    private readonly long[] labels;
    private IRowCursor? cursor;
    private ulong key, draws;
    private int filled, epoch;
    private long left;

    public PooledRows(StreamedTrainingSet data, int poolRows, ulong seed, Device device)
    {
        (this.data, this.seed, this.device) = (data, seed, device);
        int room = (int)Math.Min(poolRows, data.RowCount), fitting = Array.MaxLength / data.FeatureCount;
        if (room > fitting)
            throw new ArgumentException($"ShufflePoolRows is {poolRows}, but no more than {fitting} rows of {data.FeatureCount} features fit into one block of memory.", nameof(poolRows));
        features = new float[room * data.FeatureCount];
        labels = new long[room];
        weights = new float[room];
    }

    public long Count => data.RowCount;

    public double TotalWeight => data.TotalWeight;

    public void BeginEpoch(int epoch)
    {
        cursor?.Dispose();
        cursor = data.Open();
        (this.epoch, left, filled, draws) = (epoch, Count, 0, 0);
        key = SplitMix64.Mix(SplitMix64.Mix(SplitMix64.Mix(seed) + Purpose) + (ulong)epoch);
        while (filled < labels.Length && TryRead(filled))
            filled++;
    }

    public (Tensor Features, Tensor Labels, Tensor? Weights) Next(int count)
    {
        Tensor rows = empty([count, data.FeatureCount], dtype: ScalarType.Float32), classes = empty([count], dtype: ScalarType.Int64);
        Tensor? importance = data.IsWeighted ? empty([count], dtype: ScalarType.Float32) : null;
        Span<float> rowMemory = TensorMemory.Of(rows), weightMemory = importance is null ? default : TensorMemory.Of(importance);
        Span<long> classMemory = MemoryMarshal.Cast<byte, long>(classes.bytes);
        for (int row = 0; row < count; row++)
        {
            if (filled == 0)
                throw Changed();
            int place = Draw();
            Place(place).CopyTo(rowMemory.Slice(row * data.FeatureCount, data.FeatureCount));
            classMemory[row] = labels[place];
            if (importance is not null)
                weightMemory[row] = weights[place];
            if (!TryRead(place))
                MoveLast(place);
        }

        left -= count;
        if (left == 0)
            EndEpoch();
        return (rows.to(device), classes.to(device), importance?.to(device).MultiplyInPlace(Count / TotalWeight));
    }

    public void Dispose() => cursor?.Dispose();

    private Span<float> Place(int index) => features.AsSpan(index * data.FeatureCount, data.FeatureCount);

    /// <summary>A filled place, each as likely as any other.</summary>
    private int Draw() => (int)Math.BigMul(SplitMix64.Mix(key + draws++), (ulong)filled, out _);

    private bool TryRead(int place)
    {
        if (cursor?.MoveNext() != true)
            return false;
        cursor.CopyTo(Place(place));
        (labels[place], weights[place]) = (cursor.ClassIndex, cursor.Weight);
        return true;
    }

    private void MoveLast(int place)
    {
        filled--;
        Place(filled).CopyTo(Place(place));
        (labels[place], weights[place]) = (labels[filled], weights[filled]);
    }

    // Files need not stay open while nothing is read.
    private void EndEpoch()
    {
        cursor!.Dispose();
        cursor = null;
        if (filled > 0)
            throw Changed();
    }

    private InvalidOperationException Changed() => new(
        $"The training data changed: epoch {epoch} reads {(filled > 0 ? "more" : "fewer")} rows than the {Count:N0} that were counted before. ShufflePoolRows needs data that is the same in each pass.");
}
