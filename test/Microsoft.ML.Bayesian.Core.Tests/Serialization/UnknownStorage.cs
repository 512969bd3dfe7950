namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>A kind that no library knows.</summary>
internal sealed class UnknownStorage() : ParameterStorage(2)
{
    public override long ByteCount => 0;

    internal override string Kind => "PKX1";

    public override void CopyTo(int start, Span<float> destination) => destination.Fill(1);

    internal override void WritePayload(BinaryWriter writer) => writer.Write(7);
}
