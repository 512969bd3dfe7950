namespace Microsoft.ML.Bayesian.Tests.Inference;

/// <summary>Single-precision values kept in pieces, so that no reader can rely on one span of them.</summary>
internal sealed class PiecewiseStorage(float[] values) : ParameterStorage(values.Length)
{
    private readonly float[][] pieces = [.. values.Chunk(7)];

    public override long ByteCount => sizeof(float) * (long)Length;

    internal override string Kind => "F32P";

    public override void CopyTo(int start, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = pieces[(start + i) / 7][(start + i) % 7];
    }

    internal override void WritePayload(BinaryWriter writer) => throw new NotSupportedException("This storage exists in memory only.");
}
