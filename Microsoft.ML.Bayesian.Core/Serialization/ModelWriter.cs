namespace Microsoft.ML.Bayesian;

/// <summary>Writes the model file.</summary>
internal static class ModelWriter
{
    public static void Write(BayesianModel model, Stream stream)
    {
        List<(string Tag, uint Flags, Action<BinaryWriter> Body)> sections =
        [
            (ModelFormat.Network, ModelFormat.Required, writer => NetworkSection.Write(writer, model.Posterior.Network)),
            (ModelFormat.Prior, ModelFormat.Required, writer => PriorSection.Write(writer, model.Posterior.Prior)),
            (ModelFormat.Posterior, ModelFormat.Required, writer => PosteriorSection.Write(writer, model.Posterior)),
            (ModelFormat.Inference, ModelFormat.Required, writer => InferenceSection.Write(writer, model.Inference)),
        ];
        if (model.Posterior.Sampling is { } rule)
            sections.Add((ModelFormat.Drawing, ModelFormat.Required, writer => SamplingRuleKinds.Write(writer, rule)));
        if (model.InputNormalization is { } normalization)
            sections.Add((ModelFormat.Normalization, ModelFormat.Required, writer => NormalizationSection.Write(writer, normalization)));
        if (model.ClassNames is { } names)
            sections.Add((ModelFormat.ClassNames, 0, writer => ClassNamesSection.Write(writer, names)));

        ModelFormat.File.Write(stream, sections);
    }
}
