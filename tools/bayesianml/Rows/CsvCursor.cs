using System.Globalization;
using nietras.SeparatedValues;

namespace BayesianML.CommandLine;

/// <summary>Rows of text: the separator is told from the first line; quotes as in RFC 4180.</summary>
internal sealed class CsvCursor : RowCursor
{
    private readonly DataFile file;
    private readonly SepReader reader;
    private readonly IReadOnlyList<string> names;
    private readonly int[] features;
    private readonly int? label;

    public CsvCursor(DataFile file, ColumnChoice columns, int? width)
    {
        this.file = file;
        reader = Sep.Reader(options => options with { HasHeader = columns.HasHeader, Unescape = true, DisableColCountCheck = true }).From(file.Content);
        bool isFirst = !columns.HasHeader && reader.MoveNext();
        names = columns.HasHeader ? reader.Header.ColNames : [.. Enumerable.Range(0, isFirst ? reader.Current.ColCount : 0).Select(column => column.ToString(CultureInfo.InvariantCulture))];
        standsOnFirst = isFirst;
        if (names.Count == 0)
            throw new InvalidDataException($"'{file.Name}' is empty.");
        (features, label) = columns.Find(file.Name, names, width);
    }

    // Without a header, the first row was needed to count the columns.
    private bool standsOnFirst;

    public override int Width => features.Length;

    public override double Fraction => file.Fraction;

    public override string? Label => label is { } column && reader.Current[column].Span is { IsEmpty: false } text ? text.ToString() : null;

    public override bool MoveNext()
    {
        if (standsOnFirst)
        {
            standsOnFirst = false;
            return true;
        }

        while (reader.MoveNext())
        {
            SepReader.Row row = reader.Current;
            if (row.Span.IsEmpty)
                continue;
            return row.ColCount == names.Count ? true
                : throw new InvalidDataException($"Line {row.LineNumberFrom} of '{file.Name}' has {row.ColCount} columns, but the first line has {names.Count}.");
        }

        return false;
    }

    public override void CopyFeatures(Span<float> destination)
    {
        SepReader.Row row = reader.Current;
        for (int i = 0; i < features.Length; i++)
        {
            ReadOnlySpan<char> text = row[features[i]].Span.Trim();
            if (text is "" or "?")
                destination[i] = float.NaN;
            else if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out destination[i]))
                throw new InvalidDataException($"Line {row.LineNumberFrom} of '{file.Name}' has '{text}' in column '{names[features[i]]}', which is no number.");
        }
    }

    public override void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }
}
