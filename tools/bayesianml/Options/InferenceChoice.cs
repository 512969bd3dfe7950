using System.Globalization;

namespace BayesianML.CommandLine;

/// <summary>How a model scores, where a command lets its user choose; what is not given stays as the model has it.</summary>
internal sealed class InferenceChoice
{
    private readonly Option<InferenceMethod?> method = Parsed.Option("--method", "NAME", $"How predictions are computed: {Names.Methods.List}.", text => (InferenceMethod?)Names.Methods.Parse(text));
    private readonly Option<long?> samples = Parsed.Option("--samples", "N", "Samples per prediction.", Parsed.WholeNumber(1, 1_000_000));
    private readonly Option<ulong?> seed = Parsed.Option("--seed", "N", "The seed that every draw is a function of.", text =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? (ulong?)value : throw new FormatException("a whole number of at least 0"));
    private readonly Option<bool> correctBias = new("--correct-sample-bias") { Description = "Multiply the epistemic uncertainty by N/(N - 1), which takes away most of what few samples miss of it." };

    public InferenceChoice(Command command)
    {
        command.Add(method);
        command.Add(samples);
        command.Add(seed);
        command.Add(correctBias);
    }

    public InferenceOptions Apply(ParseResult parsed, InferenceOptions options) => options with
    {
        Method = parsed.GetValue(method) ?? options.Method,
        SampleCount = (int)(parsed.GetValue(samples) ?? options.SampleCount),
        Seed = parsed.GetValue(seed) ?? options.Seed,
        CorrectSampleBias = parsed.GetValue(correctBias) || options.CorrectSampleBias,
    };
}
