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
}
