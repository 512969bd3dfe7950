namespace Microsoft.ML.Bayesian;

/// <summary>
/// How the numbers of one tensor are kept in memory and in a file: as they are, or as packed codes. Whoever needs the numbers asks
/// for them as single-precision values. Immutable and safe to share between threads.
/// </summary>
public abstract class ParameterStorage
{
    private protected ParameterStorage(int length) => Length = length;

    /// <summary>The number of values.</summary>
    public int Length { get; }

    /// <summary>The bytes that the values take in memory, tables and step sizes included.</summary>
    public abstract long ByteCount { get; }

    /// <summary>Writes a run of values.</summary>
    /// <param name="start">The index of the first value.</param>
    /// <param name="destination">Receives as many values as it has room for, from <paramref name="start"/> on.</param>
    public abstract void CopyTo(int start, Span<float> destination);

    /// <summary>All values in a new array.</summary>
    /// <returns>The values, in single precision, in the order of the tensor.</returns>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(0, values);
        return values;
    }

    /// <summary>The name of this way of keeping numbers in a model file: four printable ASCII characters, known to <see cref="StorageKinds"/>.</summary>
    internal abstract string Kind { get; }

    /// <summary>Writes everything but the length and the kind, little-endian, as the reader registered for <see cref="Kind"/> expects it.</summary>
    /// <param name="writer">Receives the payload; its own length is written by the caller.</param>
    internal abstract void WritePayload(BinaryWriter writer);
}
