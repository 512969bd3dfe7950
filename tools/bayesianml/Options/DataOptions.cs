namespace BayesianML.CommandLine;

/// <summary>Which rows and columns of a data file are used.</summary>
internal sealed class DataOptions
{
    public const string Formats = "CSV with a header, Parquet or IDX, compressed with gzip or not";

    private readonly Option<long?> skip = Parsed.Option("--skip", "N", "Rows to leave out at the beginning of the file.", Parsed.WholeNumber(0));
    private readonly Option<long?> take = Parsed.Option("--take", "N", "The most rows to use.", Parsed.WholeNumber(1));
    private readonly Option<string?> features = new("--features") { Description = "The feature columns, separated by commas; all but the label unless given.", HelpName = "NAMES" };
    private readonly Option<string?> label = new("--label") { Description = "The label column of CSV or Parquet.", HelpName = "NAME" };
    private readonly Option<string?> labels = new("--labels") { Description = "A file of the labels, one per row: IDX, or CSV or Parquet with one column.", HelpName = "FILE" };
    private readonly Option<bool> noHeader = new("--no-header") { Description = "The CSV file has no header; its columns are named 0, 1, 2, …" };

    /// <param name="command">The command that gets these options.</param>
    /// <param name="usesLabels">Whether the command reads labels, rather than only passing over their column.</param>
    public DataOptions(Command command, bool usesLabels)
    {
        command.Add(skip);
        command.Add(take);
        command.Add(features);
        command.Add(label);
        if (usesLabels)
            command.Add(labels);
        command.Add(noHeader);
    }

    public bool HasLabels(ParseResult parsed) => parsed.GetValue(label) is not null || parsed.GetValue(labels) is not null;

    public RowSelection Selection(ParseResult parsed) => new(parsed.GetValue(skip) ?? 0, parsed.GetValue(take));

    /// <summary>Opens a data file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file.</param>
    /// <param name="width">The number of features that the model needs, or null for any.</param>
    public RowCursor Open(ParseResult parsed, string path, int? width)
    {
        RowCursor rows = RowCursor.Open(path, new(parsed.GetValue(features)?.Split(','), parsed.GetValue(label), !parsed.GetValue(noHeader)), width);
        if (parsed.GetValue(labels) is not { } labelFile)
            return rows;
        if (parsed.GetValue(label) is not null)
            throw new UsageException("Labels come from a column (--label) or from a file of their own (--labels), not from both.");
        return new LabelledCursor(rows, RowCursor.OpenLabels(labelFile, !parsed.GetValue(noHeader)), labelFile);
    }

    /// <summary>Opens a file of rows like those of the data file, but which may lack the label column.</summary>
    public RowCursor OpenUnlabelled(ParseResult parsed, string path, int width) =>
        RowCursor.Open(path, new(parsed.GetValue(features)?.Split(','), parsed.GetValue(label), !parsed.GetValue(noHeader)) { MayLackLabel = true }, width);
}
