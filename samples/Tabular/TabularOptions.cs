namespace BayesianML.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record TabularOptions
{
    public string? DataFolder { get; init; }

    /// <summary>The tables to compare on.</summary>
    public IReadOnlyList<string> Tables { get; init; } = TableFiles.Names;

    public int Folds { get; init; } = 10;

    /// <summary>The most rows that are taken of a table, the same share of each class.</summary>
    public int Rows { get; init; } = 8000;

    public int Seed { get; init; }

    /// <summary>Only the usage was asked for.</summary>
    public bool Help { get; init; }

    /// <summary>The help text.</summary>
    public static string Usage => $"""
        Compares a Bayesian network with ML.NET's own trainers on real tables, over the same folds.

        Usage: Tabular [OPTION VALUE]...

          --data DIR      folder that holds tabular/ with the three files; else that of {SampleProgram.DataVariable}
          --tables LIST   some of {string.Join(",", TableFiles.Names)} (all)
          --folds N       folds of each table, at least 2 (10)
          --rows N        the most rows that are taken of a table (8000, which only adult exceeds)
          --seed N        seed of folds and trainings (0)
        """;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood; the message says why.</exception>
    public static TabularOptions Parse(IReadOnlyList<string> arguments) =>
        CommandLine.Read(arguments, new TabularOptions(), options => options with { Help = true }, (options, name, value) => name switch
        {
            "--data" => options with { DataFolder = value },
            "--tables" => options with { Tables = KnownTables(value) },
            "--folds" => options with { Folds = CommandLine.Integer(name, value, least: 2) },
            "--rows" => options with { Rows = CommandLine.Integer(name, value, least: 100) },
            "--seed" => options with { Seed = CommandLine.Integer(name, value, least: 0) },
            _ => null,
        });

    private static string[] KnownTables(string list)
    {
        string[] names = list.Split(',');
        return Array.Find(names, name => !TableFiles.Names.Contains(name)) is { } unknown
            ? throw new ArgumentException($"There is no table '{unknown}'; there are {string.Join(", ", TableFiles.Names)}.")
            : names;
    }
}
