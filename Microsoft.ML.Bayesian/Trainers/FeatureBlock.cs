namespace Microsoft.ML.Bayesian;

/// <summary>Rows of equal length in one array that grows.</summary>
/// <param name="rowLength">The length of a row.</param>
/// <param name="rowCount">The expected number of rows, or null where it is not known.</param>
internal sealed class FeatureBlock(int rowLength, long? rowCount)
{
    private const int FirstCapacity = 1024;

    private int length;

    /// <summary>The rows, and room for more.</summary>
    public float[] Values { get; private set; } = new float[Room(rowLength, rowCount ?? FirstCapacity)];

    /// <summary>The memory of a further row.</summary>
    /// <exception cref="InvalidOperationException">There are more rows than fit into one block.</exception>
    public Span<float> Add()
    {
        if (Values.Length - length < rowLength)
        {
            float[] larger = new float[Room(rowLength, 2L * (Values.Length / rowLength) + 1)];
            Values.AsSpan(0, length).CopyTo(larger);
            Values = larger;
        }

        length += rowLength;
        return Values.AsSpan(length - rowLength, rowLength);
    }

    private static int Room(int rowLength, long rows)
    {
        long fitting = Array.MaxLength / rowLength;
        return rows <= fitting ? (int)(Math.Max(1, rows) * rowLength)
            : throw new InvalidOperationException($"The data has over {fitting} rows of {rowLength} features, more than fit into one block of memory. With the option ShufflePoolRows, they need not be in memory all at once.");
    }
}
