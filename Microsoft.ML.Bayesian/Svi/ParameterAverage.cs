using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The running mean of the parameters over the last epochs (Polyak and Juditsky 1992).</summary>
internal sealed class ParameterAverage(Tensor values) : IDisposable, ICheckpointed
{
    private readonly Tensor mean = zeros_like(values);
    private long count;

    /// <summary>The mean, or the parameters themselves while nothing was added.</summary>
    public Tensor Current => count == 0 ? values : mean;

    string ICheckpointed.Tag => "AVER";

    public void Add()
    {
        using Tensor difference = values - mean;
        mean.AddInPlace(difference, 1.0 / ++count);
    }

    public void Dispose() => mean.Dispose();

    void ICheckpointed.Save(BinaryWriter writer)
    {
        writer.Write((ulong)count);
        if (count > 0)
            writer.WriteTensor(mean);
    }

    void ICheckpointed.Restore(SectionReader reader)
    {
        count = (long)reader.ReadUInt64();
        if (count > 0)
            reader.ReadTensor(mean, "averages");
    }
}
