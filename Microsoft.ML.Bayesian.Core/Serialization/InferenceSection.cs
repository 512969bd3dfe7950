namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>INFR</c>: how the model scores.</summary>
internal static class InferenceSection
{
    private const uint CorrectSampleBias = 1;

    public static void Write(BinaryWriter writer, InferenceOptions options)
    {
        writer.Write((uint)options.Method);
        writer.Write((uint)options.SampleCount);
        writer.Write(options.Seed);
        // Left out where no flag is set, so that readers from before there were any take the section.
        if (options.CorrectSampleBias)
            writer.Write(CorrectSampleBias);
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
        return flags == CorrectSampleBias ? options with { CorrectSampleBias = true } : throw reader.Newer($"the inference flags {flags}");
    }
}
