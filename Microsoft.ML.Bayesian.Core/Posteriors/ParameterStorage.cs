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
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(0, values);
        return values;
    }
}
