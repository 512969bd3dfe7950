using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The parameters of the epoch that predicted the validation rows best.</summary>
internal sealed class BestParameters(Tensor like) : IDisposable, ICheckpointed
{
    private readonly Tensor values = empty_like(like);

    /// <summary>The epoch, from 1; 0 while there is none.</summary>
    public int Epoch { get; private set; }

    /// <summary>Its negative log-likelihood in nats per row.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>The parameters, or null while there are none.</summary>
    public Tensor? Values => Epoch == 0 ? null : values;

    string ICheckpointed.Tag => "BEST";

    /// <summary>Takes parameters if they are better.</summary>
    public bool Offer(int epoch, double loss, Tensor candidate)
    {
        if (!(loss < Loss))
            return false;
        (Epoch, Loss) = (epoch, loss);
        values.copy_(candidate);
        return true;
    }

    public void Dispose() => values.Dispose();

    void ICheckpointed.Save(BinaryWriter writer)
    {
        writer.Write((uint)Epoch);
        writer.Write(Loss);
        if (Epoch > 0)
            writer.WriteTensor(values);
    }

    void ICheckpointed.Restore(SectionReader reader)
    {
        (Epoch, Loss) = (reader.ReadSize(), reader.ReadDouble());
        if (Epoch > 0)
            reader.ReadTensor(values, "best parameters");
    }
}
