using System.Globalization;
using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.Samples;

/// <summary>One way to quantize a model.</summary>
/// <param name="Scheme">VPQ, SPQ or JQ.</param>
/// <param name="Bits">As people say it: 4 is the same for all parts that the scheme quantizes, 5+3 are means and standard deviations.</param>
/// <param name="Options">The same for the library; all bits are given.</param>
internal sealed record QuantizationCase(string Scheme, string Bits, QuantizationOptions Options)
{
    private const int FewestBits = 2, MostBits = 8;

    private const string AfterTraining = "after", InTraining = "aware";

    private static readonly Dictionary<string, QuantizationScheme> schemes = new()
    {
        ["VPQ"] = QuantizationScheme.Variational,
        ["SPQ"] = QuantizationScheme.Sampled,
        ["JQ"] = QuantizationScheme.Joint,
    };

    // The schemes side by side at each number of bits, and the two that have a default apart from 8 bits everywhere.
    private const string All = "VPQ:8,SPQ:8,JQ:8,VPQ:6,SPQ:6,JQ:6,VPQ:5,SPQ:5,JQ:5,VPQ:5+3,JQ:5+3,VPQ:4,SPQ:4,JQ:4,VPQ:3,SPQ:3,JQ:3,VPQ:2,SPQ:2,JQ:2";

    /// <summary>The names of the schemes.</summary>
    public static IEnumerable<string> Schemes => schemes.Keys;

    /// <summary>Whether the model was trained with quantization in the loop.</summary>
    public bool Aware { get; init; }

    /// <summary>The bits of a mean; 32 where means are left alone.</summary>
    public int MeanBits => Options.MeanBits ?? QuantizationOptions.Unchanged;

    /// <summary>The bits of a standard deviation; 32 where they are left alone.</summary>
    public int DeviationBits => Options.StandardDeviationBits ?? QuantizationOptions.Unchanged;

    /// <summary>The bits of a drawn weight; 32 where weights are drawn in single precision.</summary>
    public int SampleBits => Options.SampleBits ?? QuantizationOptions.Unchanged;

    /// <summary>Reads "all", or a list such as "JQ:4,VPQ:5+3:after". Each is done after training and in training, unless one of them is asked for.</summary>
    /// <exception cref="FormatException">The text is neither; the message says what it must be.</exception>
    public static IReadOnlyList<QuantizationCase> Parse(string text) => [.. (text == "all" ? All : text).Split(',').SelectMany(ParseOne)];

    /// <summary>As the table and the progress say it.</summary>
    public override string ToString() => $"{Scheme} {Bits}{(Aware ? " aware" : "")}";

    private static IEnumerable<QuantizationCase> ParseOne(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is not (2 or 3) || parts.ElementAtOrDefault(2) is not (null or AfterTraining or InTraining) || !schemes.TryGetValue(parts[0], out QuantizationScheme scheme))
            throw Malformed();

        int[] bits = [.. parts[1].Split('+').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        bool isPair = bits.Length == 2 && scheme != QuantizationScheme.Sampled;
        if (!(isPair || bits.Length == 1) || !Array.TrueForAll(bits, value => value is >= FewestBits and <= MostBits || isPair && value == QuantizationOptions.Unchanged))
            throw Malformed();

        // Beside a pair, draws take the bits that the library gives them by default, as they need not be stored.
        QuantizationOptions options = isPair
            ? new() { Scheme = scheme, MeanBits = bits[0], StandardDeviationBits = bits[1], SampleBits = scheme == QuantizationScheme.Joint ? MostBits : null }
            : QuantizationOptions.Uniform(scheme, bits[0]);
        QuantizationCase after = new(parts[0], parts[1], options), aware = after with { Aware = true };
        return parts.ElementAtOrDefault(2) switch
        {
            AfterTraining => [after],
            InTraining => [aware],
            _ => [after, aware],
        };
    }

    private static FormatException Malformed() => new(
        $"all, or a list of SCHEME:BITS such as JQ:4,VPQ:5+3 (schemes {string.Join(", ", Schemes)}; bits {FewestBits} to {MostBits}; " +
        $"for VPQ and JQ also bits of means + bits of standard deviations, of which {QuantizationOptions.Unchanged} leaves one alone; " +
        $"with :{AfterTraining} or :{InTraining} at the end only after training, or only with quantization in the loop)");
}
