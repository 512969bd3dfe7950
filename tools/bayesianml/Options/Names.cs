namespace BayesianML.CommandLine;

/// <summary>The names that several commands read and print.</summary>
internal static class Names
{
    /// <summary>The methods of inference.</summary>
    public static NameTable<InferenceMethod> Methods { get; } = new(
        ("auto", InferenceMethod.Auto),
        ("sampling", InferenceMethod.WeightSampling),
        ("local-reparameterization", InferenceMethod.LocalReparameterization),
        ("hybrid", InferenceMethod.Hybrid),
        ("moments", InferenceMethod.MomentPropagation),
        ("covariance", InferenceMethod.CovariancePropagation));

    /// <summary>What an ONNX graph computes.</summary>
    public static NameTable<OnnxExport> Graphs { get; } = new(
        ("moments", OnnxExport.MomentPropagation),
        ("weights", OnnxExport.DrawnWeights),
        ("noise", OnnxExport.NoiseInput));

    /// <summary>The objectives of an experiment.</summary>
    public static NameTable<Objective> Objectives { get; } = new(
        ("accuracy", Objective.Accuracy),
        ("negative-log-likelihood", Objective.NegativeLogLikelihood),
        ("expected-calibration-error", Objective.ExpectedCalibrationError),
        ("epistemic-auroc", Objective.EpistemicAuroc),
        ("model-bytes", Objective.ModelBytes),
        ("microseconds-per-row", Objective.MicrosecondsPerRow));
}
