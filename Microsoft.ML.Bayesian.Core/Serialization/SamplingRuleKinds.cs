namespace Microsoft.ML.Bayesian;

/// <summary>The sampling rules that a model file can name; libraries above this one register theirs, as with <see cref="StorageKinds"/>.</summary>
internal static class SamplingRuleKinds
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, RuleReader> Readers = [];

    /// <summary>Reads a rule. What is left over afterwards is an error.</summary>
    /// <param name="reader">The payload that <see cref="SamplingRule.WritePayload"/> wrote; not to be trusted.</param>
    /// <param name="posterior">The posterior that the rule is for.</param>
    public delegate SamplingRule RuleReader(SectionReader reader, Posterior posterior);

    /// <summary>Makes a kind known; again is harmless.</summary>
    public static void Register(string kind, RuleReader reader)
    {
        lock (Gate)
            Readers[kind] = reader;
    }

    public static void Write(BinaryWriter writer, SamplingRule rule)
    {
        writer.WriteTag(rule.Kind);
        rule.WritePayload(writer);
    }

    public static Posterior Read(SectionReader reader, Posterior posterior)
    {
        string kind = reader.ReadTag();
        if (Find(kind) is null)
            StorageKinds.AskQuantization();
        RuleReader read = Find(kind) ?? throw reader.Invalid(
            $"weights are drawn by '{kind}', which this program cannot do; if the model is quantized, reference the package Microsoft.ML.Bayesian.Quantization");
        return posterior.With(read(reader, posterior));
    }

    private static RuleReader? Find(string kind)
    {
        lock (Gate)
            return Readers.GetValueOrDefault(kind);
    }
}
