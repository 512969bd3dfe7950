namespace BayesianML.CommandLine;

/// <summary>Rows that are worked on together.</summary>
/// <param name="width">The number of features of a row.</param>
internal sealed class RowBlock(int width)
{
    private const int MostRows = 1024, FewestRows = 16, MostValues = 1 << 20;

    private readonly float[] features = new float[Capacity(width) * width];
    private readonly string?[] labels = new string?[Capacity(width)];

    public int Count { get; private set; }

    public int Width => width;

    public Memory<float> Features => features.AsMemory(0, Count * width);

    public ReadOnlySpan<string?> Labels => labels.AsSpan(0, Count);

    /// <summary>Reads rows block by block. The block is the same each time, with new content.</summary>
    public static IEnumerable<RowBlock> Read(RowCursor cursor, RowSelection selection, int width, CancellationToken cancellation)
    {
        for (long row = 0; row < selection.Skip; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!cursor.MoveNext())
                throw new InvalidDataException($"The data has {row} rows, fewer than --skip {selection.Skip} leaves out.");
        }

        var block = new RowBlock(width);
        for (long left = selection.Take ?? long.MaxValue; left > 0; left -= block.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            block.Fill(cursor, left);
            if (block.Count == 0)
                yield break;
            yield return block;
        }
    }

    private static int Capacity(int width) => Math.Clamp(MostValues / width, FewestRows, MostRows);

    private void Fill(RowCursor cursor, long most)
    {
        for (Count = 0; Count < labels.Length && Count < most && cursor.MoveNext(); Count++)
        {
            cursor.CopyFeatures(features.AsSpan(Count * width, width));
            labels[Count] = cursor.Label;
        }
    }
}
