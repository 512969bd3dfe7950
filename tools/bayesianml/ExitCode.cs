namespace BayesianML.CommandLine;

/// <summary>How the program ends; documented in <c>docs/command-line.md</c>.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work could not be done: a file is missing, damaged or does not fit the model.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Cancelled from the keyboard or by a signal, as shells number it.</summary>
    public const int Cancelled = 130;
}
