using System.Globalization;

namespace BayesianML.CommandLine;

/// <summary>Options whose text is read by a function that throws <see cref="FormatException"/>, saying what the text must be.</summary>
internal static class Parsed
{
    public static Option<T> Option<T>(string name, string valueName, string description, Func<string, T> parse, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = valueName,
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            try
            {
                return parse(text);
            }
            catch (FormatException problem)
            {
                result.AddError($"{name} must be {problem.Message}, but it is '{text}'.");
                return default!;
            }
        },
    };

    public static Func<string, long?> WholeNumber(long least, long most = long.MaxValue) => text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : throw new FormatException(most == long.MaxValue ? $"a whole number of at least {least}" : string.Create(CultureInfo.InvariantCulture, $"a whole number from {least:N0} to {most:N0}"));

    public static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
        ? value
        : throw new FormatException("a number");

    public static double? PositiveNumber(string text) => Number(text) is > 0 and var value ? value : throw new FormatException("a number greater than 0");
}
