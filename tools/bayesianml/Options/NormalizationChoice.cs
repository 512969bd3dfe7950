namespace BayesianML.CommandLine;

/// <summary>How raw features become inputs of a new model.</summary>
internal sealed class NormalizationChoice
{
    private readonly Option<double?> mean = Parsed.Option("--mean", "X", "What is taken from every feature, after --divide; 0 unless given.", Parsed.Number);
    private readonly Option<double?> deviation = Parsed.Option("--deviation", "X", "What the difference is divided by; 1 unless given.", Parsed.PositiveNumber);
    private readonly Option<double?> divide = Parsed.Option("--divide", "X", "What every feature is divided by first, such as 255 for pixels; 1 unless given.", Parsed.PositiveNumber);

    public NormalizationChoice(Command command)
    {
        command.Add(mean);
        command.Add(deviation);
        command.Add(divide);
    }

    /// <summary>The normalization; null where features are inputs as they are.</summary>
    public InputNormalization? Normalization(ParseResult parsed)
    {
        var normalization = new InputNormalization(parsed.GetValue(mean) ?? 0, parsed.GetValue(deviation) ?? 1, parsed.GetValue(divide) ?? 1);
        return normalization == new InputNormalization() ? null : normalization;
    }
}
