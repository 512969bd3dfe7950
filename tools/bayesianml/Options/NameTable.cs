namespace BayesianML.CommandLine;

/// <summary>Values as the command line writes them.</summary>
internal sealed class NameTable<T>(params IReadOnlyList<(string Name, T Value)> entries)
    where T : notnull
{
    /// <summary>All names, for help and errors.</summary>
    public string List { get; } = string.Join(", ", entries.Select(entry => entry.Name));

    public string Of(T value) => entries.First(entry => entry.Value.Equals(value)).Name;

    /// <exception cref="FormatException">The text is none of the names.</exception>
    public T Parse(string text) => Find(text) is [(_, var value)] ? value : throw new FormatException($"one of {List}");

    /// <summary>Reads names that are separated by commas.</summary>
    /// <exception cref="FormatException">A name is none of these, or there twice.</exception>
    public IReadOnlyList<T> ParseList(string text)
    {
        string[] names = text.Split(',');
        T[] found = [.. names.SelectMany(Find).Select(entry => entry.Value)];
        return found.Length == names.Length && found.Distinct().Count() == found.Length ? found : throw new FormatException($"a list, each at most once, of {List}");
    }

    private (string Name, T Value)[] Find(string text) => [.. entries.Where(entry => entry.Name == text)];
}
