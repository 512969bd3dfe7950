namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>NORM</c>, absent where features are inputs as they are.</summary>
internal static class NormalizationSection
{
    public static void Write(BinaryWriter writer, InputNormalization normalization)
    {
        writer.Write(normalization.Divisor);
        writer.Write(normalization.Mean);
        writer.Write(normalization.StandardDeviation);
    }

    public static InputNormalization Read(SectionReader reader)
    {
        double divisor = reader.ReadDouble(), mean = reader.ReadDouble();
        return new(mean, reader.ReadDouble(), divisor);
    }
}
