using System.Globalization;

namespace BayesianML.Samples;

/// <summary>Command lines of options with one value each.</summary>
internal static class CommandLine
{
    /// <summary>Reads a command line; --help and -h end it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">What holds where nothing is said.</param>
    /// <param name="help">The options of someone who only asks for the usage.</param>
    /// <param name="apply">Applies an option's name and value; null where there is no such option.</param>
    /// <exception cref="ArgumentException">It cannot be understood; the message says why.</exception>
    public static TOptions Read<TOptions>(IReadOnlyList<string> arguments, TOptions options, Func<TOptions, TOptions> help, Func<TOptions, string, string, TOptions?> apply)
        where TOptions : class
    {
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string name = arguments[i];
            if (name is "--help" or "-h")
                return help(options);
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{name} needs a value.");
            options = apply(options, name, value) ?? throw new ArgumentException($"There is no option '{name}'.");
        }

        return options;
    }

    /// <summary>A whole number.</summary>
    public static int Integer(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value : throw new ArgumentException($"{name} must be a whole number of at least {least}, but is '{text}'.");
}
