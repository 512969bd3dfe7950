using System.Globalization;

namespace BayesianML.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record SearchOptions
{
    public string? DataFolder { get; init; }

    public double Minutes { get; init; } = 10;

    public int? Trials { get; init; }

    public int Seed { get; init; }

    public string Tuner { get; init; } = "learning";

    /// <summary>Where each trial is kept, and where a killed experiment goes on from.</summary>
    public string? CheckpointFile { get; init; }

    public string? PictureFile { get; init; }

    /// <summary>Only the usage was asked for.</summary>
    public bool Help { get; init; }

    /// <summary>The help text.</summary>
    public static string Usage => $"""
        Searches for a Bayesian network on clear and ambiguous digits that is accurate, knows what it has never seen, and is small.

        Usage: Experiment [OPTION VALUE]...

          --minutes X         the time of this run (10)
          --trials N          the number of trials, those of the checkpoint included (as many as there is time for)
          --checkpoint FILE   keep each trial in a file, and first read those that are in it; the models of the front are kept in FILE.models
          --plot FILE         draw the Pareto front, .png
          --tuner NAME        learning (default), random, or halving (many trials of 2 epochs, the best of them with more)
          --seed N            seed of the experiment (0)
          --data DIR          folder with mnist, fashion-mnist and ambiguous-mnist; else that of {SampleProgram.DataVariable}, else a cache that fills itself
        """;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood; the message says why.</exception>
    public static SearchOptions Parse(IReadOnlyList<string> arguments) =>
        CommandLine.Read(arguments, new SearchOptions(), options => options with { Help = true }, (options, name, value) => name switch
        {
            "--minutes" => options with { Minutes = Number(name, value) },
            "--trials" => options with { Trials = CommandLine.Integer(name, value, least: 1) },
            "--checkpoint" => options with { CheckpointFile = value },
            "--plot" => options with { PictureFile = value },
            "--tuner" => options with { Tuner = value is "learning" or "random" or "halving" ? value : throw new ArgumentException($"--tuner must be learning, random or halving, but is '{value}'.") },
            "--seed" => options with { Seed = CommandLine.Integer(name, value, least: 0) },
            "--data" => options with { DataFolder = value },
            _ => null,
        });

    private static double Number(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0.1 and <= 10_000
            ? value : throw new ArgumentException($"{name} must be a number of at least 0.1, but is '{text}'.");
}
