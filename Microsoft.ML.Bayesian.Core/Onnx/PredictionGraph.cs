namespace Microsoft.ML.Bayesian;

/// <summary>From samples of the logits to the five output columns.</summary>
internal static class PredictionGraph
{
    private const int UInt32Type = 12, Int64Type = 7;

    /// <summary>Adds the outputs.</summary>
    /// <param name="rows">The inputs of the network, [row, feature].</param>
    /// <param name="logits">The samples, [row, sample, class] or [sample, row, class].</param>
    /// <param name="sampleAxis">1 or 0.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="options">The number of samples, and whether their bias is taken away.</param>
    public static void Finish(OnnxValue rows, OnnxValue logits, int sampleAxis, int classes, InferenceOptions options)
    {
        OnnxGraph graph = rows.Graph;
        OnnxValue logarithms = logits.Apply("LogSoftmax", ("axis", 2)), probabilities = logarithms.Apply("Exp");
        OnnxValue score = probabilities.Mean(sampleAxis);
        OnnxValue aleatoric = (-(probabilities * logarithms).Mean(sampleAxis).Total(1)).Max(0);
        OnnxValue entropy = -(score * score.Max(1e-30f).Apply("Log")).Total(1);
        OnnxValue epistemic = options.SampleCount == 1 ? aleatoric * 0f : (entropy - aleatoric).Max(0);
        if (options is { CorrectSampleBias: true, SampleCount: > 1 })
            epistemic = (epistemic * (float)(options.SampleCount / (options.SampleCount - 1.0))).Min((aleatoric + epistemic).Max(MathF.Log(classes)) - aleatoric);

        // NaN for a row with a feature that is NaN or infinite, otherwise 0.
        OnnxValue missing = (rows * 0f).Total(1);
        OnnxValue scored = missing.Apply("IsNaN").Apply("Not").Apply("Cast", ("to", Int64Type));
        OnnxValue label = score.Apply("ArgMax", ("axis", 1), ("keepdims", 1)).With("Add", graph.Constant(1L)) * scored;

        graph.Output(ScoreColumns.PredictedLabel, label.Apply("Cast", ("to", UInt32Type)));
        graph.Output(ScoreColumns.Score, score + missing);
        graph.Output(ScoreColumns.Total, aleatoric + epistemic + missing);
        graph.Output(ScoreColumns.Epistemic, epistemic + missing);
        graph.Output(ScoreColumns.Aleatoric, aleatoric + missing);
    }
}
