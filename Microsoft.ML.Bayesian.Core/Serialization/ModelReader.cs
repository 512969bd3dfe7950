namespace Microsoft.ML.Bayesian;

/// <summary>Reads the model file and trusts nothing in it: sizes are checked before memory is taken, contents before they are used.</summary>
internal static class ModelReader
{
    private static readonly string[] Known =
    [
        ModelFormat.Network, ModelFormat.Prior, ModelFormat.Posterior, ModelFormat.Inference, ModelFormat.Drawing, ModelFormat.Normalization, ModelFormat.ClassNames,
    ];

    public static BayesianModel Read(Stream stream)
    {
        FileSections sections = ModelFormat.File.Read(stream, Known);
        NetworkArchitecture network = sections.Parse(ModelFormat.Network, NetworkSection.Read);
        GaussianPrior prior = sections.Parse(ModelFormat.Prior, PriorSection.Read);
        InferenceOptions inference = sections.Parse(ModelFormat.Inference, InferenceSection.Read);
        IReadOnlyList<string>? names = sections.Contains(ModelFormat.ClassNames)
            ? sections.Parse(ModelFormat.ClassNames, reader => ClassNamesSection.Read(reader, network.ClassCount))
            : null;
        Posterior posterior = sections.Parse(ModelFormat.Posterior, reader => PosteriorSection.Read(reader, network, prior));
        if (sections.Contains(ModelFormat.Drawing))
            posterior = sections.Parse(ModelFormat.Drawing, reader => SamplingRuleKinds.Read(reader, posterior));
        InputNormalization? normalization = sections.Contains(ModelFormat.Normalization)
            ? sections.Parse(ModelFormat.Normalization, NormalizationSection.Read)
            : null;
        return new(posterior, inference, names, normalization);
    }
}
