namespace BayesianML.CommandLine;

/// <summary>Goes through the rows of a data file, from the first to the last. Memory does not grow with the file.</summary>
internal abstract class RowCursor : IDisposable
{
    /// <summary>The number of features of a row.</summary>
    public abstract int Width { get; }

    /// <summary>The share of the file that is read, 0 to 1.</summary>
    public abstract double Fraction { get; }

    /// <summary>The label of the row, as text; null where the file has none, or not for this row.</summary>
    public abstract string? Label { get; }

    /// <summary>Moves to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public abstract bool MoveNext();

    /// <summary>Copies the features of the row; a missing one is NaN.</summary>
    /// <exception cref="InvalidDataException">A feature is no number; the message says where.</exception>
    public abstract void CopyFeatures(Span<float> destination);

    public abstract void Dispose();

    /// <summary>Opens a file, of the format that its first bytes tell.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to use, where the format has any.</param>
    /// <param name="width">The number of features that a row must have, or null for any.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or its rows do not have so many features.</exception>
    public static RowCursor Open(string path, ColumnChoice columns, int? width) => Open(path,
        file => new IdxCursor(file, width), file => new ParquetCursor(file, columns, width), file => new CsvCursor(file, columns, width));

    /// <summary>Opens a file that holds nothing but labels.</summary>
    public static RowCursor OpenLabels(string path, bool hasHeader)
    {
        var columns = new ColumnChoice(null, null, hasHeader) { HoldsLabelsOnly = true };
        return Open(path, file => new IdxCursor(file, width: 1), file => new ParquetCursor(file, columns, width: null), file => new CsvCursor(file, columns, width: null));
    }

    private static RowCursor Open(string path, Func<DataFile, RowCursor> idx, Func<DataFile, RowCursor> parquet, Func<DataFile, RowCursor> csv)
    {
        DataFile file = DataFile.Open(path);
        try
        {
            return file.Format switch { DataFormat.Idx => idx(file), DataFormat.Parquet => parquet(file), _ => csv(file) };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
