namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>INFR</c>: how the model scores.</summary>
internal static class InferenceSection
{
    private const uint CorrectSampleBias = 1, Adaptive = 2;

    public static void Write(BinaryWriter writer, InferenceOptions options)
    {
        writer.Write((uint)options.Method);
        writer.Write((uint)options.SampleCount);
        writer.Write(options.Seed);
        // Left out where no flag is set, so that readers from before there were any take the section.
        uint flags = (options.CorrectSampleBias ? CorrectSampleBias : 0) | (options.Adaptive is null ? 0 : Adaptive);
        if (flags != 0)
            writer.Write(flags);
        if (options.Adaptive is { } adaptive)
        {
            writer.Write(adaptive.Confidence);
            writer.Write(adaptive.EpistemicTolerance);
        }
    }

    public static InferenceOptions Read(SectionReader reader)
    {
        uint method = reader.ReadUInt32();
        if (!Enum.IsDefined((InferenceMethod)method))
            throw reader.Newer($"the inference method {method}");
        var options = new InferenceOptions { Method = (InferenceMethod)method, SampleCount = reader.ReadSize(), Seed = reader.ReadUInt64() };
        if (reader.Remaining < sizeof(uint))
            return options;
        uint flags = reader.ReadUInt32();
        if (flags == 0 || (flags & ~(CorrectSampleBias | Adaptive)) != 0)
            throw reader.Newer($"the inference flags {flags}");
        return options with
        {
            CorrectSampleBias = (flags & CorrectSampleBias) != 0,
            Adaptive = (flags & Adaptive) == 0 ? null : new() { Confidence = reader.ReadDouble(), EpistemicTolerance = reader.ReadDouble() },
        };
    }
}
