namespace BayesianML.CommandLine;

/// <summary>Which rows of a file are used.</summary>
/// <param name="Skip">The rows to leave out at the beginning.</param>
/// <param name="Take">The most rows to use, or null for all.</param>
internal sealed record RowSelection(long Skip, long? Take)
{
    /// <summary>The share of the work that is done, 0 to 1.</summary>
    /// <param name="cursor">Where reading is.</param>
    /// <param name="rows">The rows that are done.</param>
    public double Share(RowCursor cursor, long rows) => Math.Min(1, Math.Max(cursor.Fraction, Take is { } most ? (double)rows / most : 0));
}
