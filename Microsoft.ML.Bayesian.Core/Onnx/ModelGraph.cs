namespace Microsoft.ML.Bayesian;

/// <summary>A whole model as a graph: from raw features to the five output columns.</summary>
internal static class ModelGraph
{
    /// <summary>The name of the input for noise.</summary>
    public const string Noise = "Noise";

    // A file of protocol buffers holds at most 2 GiB; some is left for what is not weights.
    private const long MostWeights = 480L << 20;

    /// <summary>Adds the graph that propagates moments: with covariances where the model's method has them.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="features">The features, [row, …].</param>
    /// <param name="model">The model.</param>
    public static void AddMoments(OnnxGraph graph, OnnxValue features, BayesianModel model)
    {
        OnnxValue rows = Rows(features, model);
        bool covariance = model.Inference.Method == InferenceMethod.CovariancePropagation;
        PredictionGraph.Finish(rows, MomentGraph.Logits(rows, model.Posterior, model.Inference, covariance), sampleAxis: 1, model.Posterior.Network.ClassCount, model.Inference);
    }

    /// <summary>Adds the graph of sampled weights.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="features">The features, [row, …].</param>
    /// <param name="noise">What the weights are drawn from, [sample, parameter]; null for the model's own draws.</param>
    /// <param name="model">The model.</param>
    public static void AddSamples(OnnxGraph graph, OnnxValue features, OnnxValue? noise, BayesianModel model)
    {
        NetworkArchitecture network = model.Posterior.Network;
        int samples = model.Inference.SampleCount;
        OnnxValue rows = Rows(features, model);
        (OnnxValue, OnnxValue)[] weights = noise is { } given ? SampledGraph.Noisy(given, model.Posterior, samples) : SampledGraph.Drawn(graph, model.Posterior, model.Inference);
        PredictionGraph.Finish(rows, SampledGraph.Logits(rows, network, samples, weights), sampleAxis: 0, network.ClassCount, model.Inference);
    }

    /// <summary>Makes the file.</summary>
    /// <exception cref="NotSupportedException">The model has no such form; the message says why.</exception>
    public static byte[] Create(BayesianModel model, OnnxExport export, BayesianTrainerColumns columns)
    {
        Posterior posterior = model.Posterior;
        if (posterior.Sampling is not null && export != OnnxExport.DrawnWeights)
        {
            throw new NotSupportedException($"A model that was quantized to be scored on integers has no ONNX form by {export}, since its weights are no longer Gaussian. " +
                $"Export the model as it was before quantization, or use {nameof(OnnxExport.DrawnWeights)}.");
        }

        long weights = posterior.Network.ParameterCount * (export == OnnxExport.DrawnWeights ? (long)model.Inference.SampleCount : 2);
        if (weights > MostWeights)
            throw new NotSupportedException($"The ONNX file would hold {weights:N0} weights, more than the {MostWeights:N0} that fit; a smaller {nameof(InferenceOptions.SampleCount)} makes it smaller.");

        var file = new OnnxFile(columns);
        OnnxValue features = file.Input(columns.Features, null, posterior.Network.InputCount);
        switch (export)
        {
            case OnnxExport.MomentPropagation:
                AddMoments(file, features, model);
                break;
            case OnnxExport.DrawnWeights:
                AddSamples(file, features, null, model);
                break;
            case OnnxExport.NoiseInput:
                AddSamples(file, features, file.Input(Noise, model.Inference.SampleCount, posterior.Network.ParameterCount), model);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(export), export, $"There is no ONNX export {export}; there are {string.Join(", ", Enum.GetNames<OnnxExport>())}.");
        }

        return file.ToArray(model.ClassNames is { } names ? [("ClassNames", string.Join('\n', names))] : []);
    }

    private static OnnxValue Rows(OnnxValue features, BayesianModel model) => NetworkGraph.Rows(features, model.Posterior.Network, model.InputNormalization);
}
