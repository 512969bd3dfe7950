namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>Values in half precision: the smallest storage that another library could add.</summary>
internal sealed class HalfStorage(float[] values) : ParameterStorage(values.Length)
{
    public const string FileKind = "F16T";

    public override long ByteCount => 2L * Length;

    internal override string Kind => FileKind;

    public static HalfStorage ReadPayload(SectionReader reader, int length)
    {
        ReadOnlySpan<byte> bytes = reader.ReadBytes(2 * length);
        var values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = (float)BitConverter.ToHalf(bytes.Slice(2 * i, 2));
        return new(values);
    }

    public override void CopyTo(int start, Span<float> destination) => values.AsSpan(start, destination.Length).CopyTo(destination);

    internal override void WritePayload(BinaryWriter writer)
    {
        foreach (float value in values)
            writer.Write((Half)value);
    }
}
