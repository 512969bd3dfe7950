namespace Microsoft.ML.Bayesian;

/// <summary>Values kept in single precision, 4 bytes each.</summary>
public sealed class Float32Storage : ParameterStorage
{
    private readonly float[] values;

    /// <summary>Copies the values into the storage.</summary>
    /// <param name="values">The values.</param>
    public Float32Storage(ReadOnlySpan<float> values) : base(values.Length) => this.values = values.ToArray();

    /// <summary>The values themselves, without a copy.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <inheritdoc/>
    public override long ByteCount => sizeof(float) * (long)Length;

    /// <inheritdoc/>
    public override void CopyTo(int start, Span<float> destination) => values.AsSpan(start, destination.Length).CopyTo(destination);

    internal const string FileKind = "F32 ";

    internal override string Kind => FileKind;

    internal override void WritePayload(BinaryWriter writer)
    {
        foreach (float value in values)
            writer.Write(value);
    }

    internal static Float32Storage ReadPayload(SectionReader reader, int length) => reader.Remaining == sizeof(float) * (long)length
        ? new(UntrustedStream.ToSingles(reader.ReadBytes(reader.Remaining)))
        : throw reader.Invalid($"{length:N0} values need {sizeof(float) * (long)length:N0} bytes, but there are {reader.Remaining:N0}");
}
