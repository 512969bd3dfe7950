namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>A storage that cannot be written.</summary>
internal sealed class FailingStorage() : ParameterStorage(2)
{
    public override long ByteCount => 0;

    internal override string Kind => "FAIL";

    public override void CopyTo(int start, Span<float> destination) => destination.Fill(1);

    internal override void WritePayload(BinaryWriter writer) => throw new IOException("The disk is full.");
}
