namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>PRIO</c>: the prior that the posterior was learnt under.</summary>
internal static class PriorSection
{
    public static void Write(BinaryWriter writer, GaussianPrior prior) => writer.Write(prior.StandardDeviation);

    public static GaussianPrior Read(SectionReader reader) => new(reader.ReadSingle());
}
