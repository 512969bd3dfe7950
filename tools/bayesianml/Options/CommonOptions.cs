namespace BayesianML.CommandLine;

/// <summary>What several commands take in the same words.</summary>
internal static class CommonOptions
{
    public static Argument<string> Model() => new("MODEL") { Description = "The model, a .bnn file." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON on standard output, and nothing else." };

    public static Option<string> OutputModel() => new("--output", "-o") { Description = "The model to write, a .bnn file; replaced if it exists.", HelpName = "FILE", Required = true };
}
