namespace BayesianML.CommandLine;

/// <summary>Features of one file beside labels of another.</summary>
internal sealed class LabelledCursor(RowCursor rows, RowCursor labels, string labelFile) : RowCursor
{
    public override int Width => rows.Width;

    public override double Fraction => rows.Fraction;

    public override string? Label => labels.Label;

    public override bool MoveNext()
    {
        if (!rows.MoveNext())
            return false;
        return labels.MoveNext() ? true : throw new InvalidDataException($"'{labelFile}' has fewer labels than the data has rows.");
    }

    public override void CopyFeatures(Span<float> destination) => rows.CopyFeatures(destination);

    public override void Dispose()
    {
        rows.Dispose();
        labels.Dispose();
    }
}
