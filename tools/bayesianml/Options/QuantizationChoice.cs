using System.Globalization;
using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.CommandLine;

/// <summary>What is quantized, to how many bits, or under which budget.</summary>
internal sealed class QuantizationChoice
{
    private const int FewestBits = 2, MostBits = 8;

    private static readonly (string Name, string Initials, QuantizationScheme Scheme)[] schemes =
    [
        ("variational", "vpq", QuantizationScheme.Variational),
        ("sampled", "spq", QuantizationScheme.Sampled),
        ("joint", "jq", QuantizationScheme.Joint),
    ];

    private static readonly string schemeNames = string.Join(", ", schemes.Select(scheme => $"{scheme.Name} ({scheme.Initials})"));

    private readonly Option<QuantizationScheme?> scheme = Parsed.Option("--scheme", "NAME", $"What is quantized: {schemeNames}; joint unless given.", ParseScheme);
    private readonly Option<(int Mean, int? Deviation)?> bits = Parsed.Option("--bits", "N", "Bits 2 to 8 of means, standard deviations and drawn weights, or M+S for means and standard deviations; 5+3 unless given.", ParseBits);
    private readonly Option<long?> sampleBits = Parsed.Option("--sample-bits", "N", "Bits of drawn weights; 8 unless --bits gives one number.", Parsed.WholeNumber(FewestBits, MostBits));
    private readonly Option<long?> activationBits = Parsed.Option("--activation-bits", "N", "Bits of what comes into every layer but the first; 8 unless given.", Parsed.WholeNumber(FewestBits, MostBits));
    private readonly Option<long?> inputBits = Parsed.Option("--input-bits", "N", "Bits of the network's inputs; 8 unless given.", Parsed.WholeNumber(FewestBits, MostBits));
    private readonly Option<long?> budgetBytes = Parsed.Option("--budget-bytes", "N", "Choose bits layer by layer: the least drift at no more than N bytes in memory.", Parsed.WholeNumber(1));
    private readonly Option<double?> budgetDrift = Parsed.Option("--budget-drift", "X", "Choose bits layer by layer: the fewest bytes at which the mean uncertainties drift by no more than X; 0.03 is 3 %.", Parsed.PositiveNumber);

    public QuantizationChoice(Command command)
    {
        foreach (Option option in new Option[] { scheme, bits, sampleBits, activationBits, inputBits, budgetBytes, budgetDrift })
            command.Add(option);
    }

    /// <exception cref="UsageException">Two options contradict each other.</exception>
    public QuantizationOptions Options(ParseResult parsed)
    {
        QuantizationScheme chosen = parsed.GetValue(scheme) ?? QuantizationScheme.Joint;
        (int Mean, int? Deviation)? given = parsed.GetValue(bits);
        if (given is { Deviation: not null } && chosen == QuantizationScheme.Sampled)
            throw new UsageException($"--bits is {given.Value.Mean}+{given.Value.Deviation}, but the scheme sampled leaves means and standard deviations alone; give one number, for drawn weights.");
        QuantizationOptions options = given switch
        {
            null => new() { Scheme = chosen },
            (var both, null) => QuantizationOptions.Uniform(chosen, both),
            var (mean, deviation) => new() { Scheme = chosen, MeanBits = mean, StandardDeviationBits = deviation },
        };
        options = options with
        {
            SampleBits = (int?)parsed.GetValue(sampleBits) ?? options.SampleBits,
            ActivationBits = (int?)parsed.GetValue(activationBits),
            InputBits = (int?)parsed.GetValue(inputBits),
            Budget = Budget(parsed),
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException contradiction)
        {
            throw new UsageException(contradiction.Message);
        }
    }

    private QuantizationBudget? Budget(ParseResult parsed) => (parsed.GetValue(budgetBytes), parsed.GetValue(budgetDrift)) switch
    {
        (null, null) => null,
        ({ } count, null) => QuantizationBudget.Bytes(count),
        (null, { } drift) => QuantizationBudget.Drift(drift),
        _ => throw new UsageException("--budget-bytes and --budget-drift are both given; bits are chosen under one of them."),
    };

    private static QuantizationScheme? ParseScheme(string text) =>
        Array.Find(schemes, known => text.Equals(known.Name, StringComparison.OrdinalIgnoreCase) || text.Equals(known.Initials, StringComparison.OrdinalIgnoreCase)) is { Name: not null } found
            ? found.Scheme
            : throw new FormatException($"one of {schemeNames}");

    private static (int, int?)? ParseBits(string text)
    {
        int[] numbers = [.. text.Split('+').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        bool valid = numbers.Length is 1 or 2 && Array.TrueForAll(numbers, value => value is >= FewestBits and <= MostBits || numbers.Length == 2 && value == QuantizationOptions.Unchanged);
        return valid
            ? (numbers[0], numbers.Length == 2 ? numbers[1] : null)
            : throw new FormatException($"{FewestBits} to {MostBits}, or two such numbers as in 5+3, of which {QuantizationOptions.Unchanged} leaves a part alone");
    }
}
