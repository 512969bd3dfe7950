namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>INFR</c>: how the model scores.</summary>
internal static class InferenceSection
{
    public static void Write(BinaryWriter writer, InferenceOptions options)
    {
        writer.Write((uint)options.Method);
        writer.Write((uint)options.SampleCount);
        writer.Write(options.Seed);
    }

    public static InferenceOptions Read(SectionReader reader)
    {
        uint method = reader.ReadUInt32();
        return Enum.IsDefined((InferenceMethod)method)
            ? new() { Method = (InferenceMethod)method, SampleCount = reader.ReadSize(), Seed = reader.ReadUInt64() }
            : throw reader.Newer($"the inference method {method}");
    }
}
