namespace Microsoft.ML.Bayesian;

/// <summary>A whole model as a graph: from raw features to the five output columns.</summary>
internal static class ModelGraph
{
    /// <summary>The name of the input for noise.</summary>
    public const string Noise = "Noise";

    // 1 GiB. Protocol buffers hold twice as much, but while a file is made its numbers stand in memory twice.
    private const long MostWeights = 256L << 20;

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

    /// <summary>Makes a file of one model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="export">What the graph computes.</param>
    /// <param name="columns">The names of its input and outputs.</param>
    /// <returns>What writes the file.</returns>
    /// <exception cref="NotSupportedException">The model has no such form; the message says why.</exception>
    public static Action<Stream> Create(BayesianModel model, OnnxExport export, BayesianTrainerColumns columns)
    {
        Posterior posterior = model.Posterior;
        if (posterior.Sampling is not null && export != OnnxExport.DrawnWeights)
        {
            throw new NotSupportedException($"A model that was quantized to be scored on integers has no ONNX form by {export}, since its weights are no longer Gaussian. " +
                $"Export the model as it was before quantization, or use {nameof(OnnxExport.DrawnWeights)}.");
        }

        CheckSize(model, export);
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

        return stream => file.WriteTo(stream, model.ClassNames is { } names ? [("ClassNames", string.Join('\n', names))] : []);
    }

    /// <summary>Refuses models that are too large for a graph.</summary>
    /// <exception cref="NotSupportedException">The model is too large; the message has its size.</exception>
    public static void CheckSize(BayesianModel model, OnnxExport export)
    {
        long parameters = model.Posterior.Network.ParameterCount, weights = parameters * (export == OnnxExport.DrawnWeights ? model.Inference.SampleCount : 2);
        if (weights > MostWeights)
        {
            string each = export == OnnxExport.DrawnWeights ? $"{model.Inference.SampleCount:N0} samples" : "a mean and a standard deviation each";
            throw new NotSupportedException($"An ONNX graph holds at most {MostWeights:N0} numbers, but {parameters:N0} parameters with {each} are {weights:N0}. " +
                (export == OnnxExport.DrawnWeights ? $"Lower {nameof(InferenceOptions)}.{nameof(InferenceOptions.SampleCount)} to {MostWeights / parameters:N0} or less." : "Export a smaller network."));
        }
    }

    private static OnnxValue Rows(OnnxValue features, BayesianModel model) => NetworkGraph.Rows(features, model.Posterior.Network, model.InputNormalization);
}
