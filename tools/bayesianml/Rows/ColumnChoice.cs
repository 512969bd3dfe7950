namespace BayesianML.CommandLine;

/// <summary>Which columns of a table are used.</summary>
/// <param name="Features">The feature columns in the order of the model's inputs, or null for all but the label.</param>
/// <param name="Label">The label column, or null for none.</param>
/// <param name="HasHeader">Whether a CSV file names its columns.</param>
internal sealed record ColumnChoice(IReadOnlyList<string>? Features, string? Label, bool HasHeader)
{
    private const int MostNames = 10;

    /// <summary>Whether a file without the label column is used as well.</summary>
    public bool MayLackLabel { get; init; }

    /// <summary>Whether the file holds one column of labels, and nothing else.</summary>
    public bool HoldsLabelsOnly { get; init; }

    /// <summary>Finds the columns of a file.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="names">The names of all its columns.</param>
    /// <param name="width">The number of features that are needed, or null for any.</param>
    /// <exception cref="InvalidDataException">A column is missing, or there are more or fewer features.</exception>
    public (int[] Features, int? Label) Find(string file, IReadOnlyList<string> names, int? width)
    {
        if (HoldsLabelsOnly)
        {
            return names.Count == 1
                ? ([], 0)
                : throw new InvalidDataException($"'{file}' has {names.Count} columns; a file of labels has one. If it is the data file, name its label column with --label.");
        }

        int? label = Label is null || MayLackLabel && !names.Contains(Label) ? null : IndexOf(Label);
        int[] features = Features is null ? [.. Enumerable.Range(0, names.Count).Where(column => column != label)] : [.. Features.Select(IndexOf)];
        return features.Length == (width ?? features.Length) ? (features, label)
            : throw new InvalidDataException($"'{file}' has {features.Length} feature columns, but the model has {width} inputs; --label names a column that is no feature, --features those that are.");

        int IndexOf(string name) => names.ToList().IndexOf(name) is >= 0 and var index ? index
            : throw new InvalidDataException($"'{file}' has no column '{name}'; it has {string.Join(", ", names.Take(MostNames).Select(known => $"'{known}'"))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}.");
    }
}
