using Microsoft.ML.Bayesian;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>Models for other runtimes. A whole pipeline is exported by ML.NET's own <c>mlContext.Model.ConvertToOnnx</c>.</content>
public sealed partial class BayesianCatalog
{
    /// <summary>
    /// Writes a model as an ONNX file (operator set 12). Its input <c>Features</c> takes rows of raw features, [rows, inputs]; its outputs are
    /// <c>Score</c>, [rows, classes], and, each [rows, 1], <c>PredictedLabel</c> (from 1 on; 0 for a row with a feature that is not finite),
    /// <c>TotalUncertainty</c>, <c>EpistemicUncertainty</c> and <c>AleatoricUncertainty</c> in nats. Class names stand in the metadata
    /// <c>ClassNames</c>, one per line.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file. It is written beside the old one, which it then replaces: a failure leaves the old one as it was.</param>
    /// <param name="export">What the graph computes.</param>
    /// <exception cref="NotSupportedException">The model has no such form, for example because it was quantized to be scored on integers; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <example>
    /// <code>
    /// mlContext.Bayesian.SaveOnnx(model, "moments.onnx");
    /// mlContext.Bayesian.SaveOnnx(model, "samples.onnx", OnnxExport.DrawnWeights);
    /// </code>
    /// </example>
    public void SaveOnnx(BayesianModel model, string path, OnnxExport export = OnnxExport.MomentPropagation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, ModelGraph.Create(model, export, new BayesianTrainerColumns()));
        using IChannel channel = Environment.Register(nameof(SaveOnnx)).Start(nameof(SaveOnnx));
        channel.Info(MessageSensitivity.None, $"Wrote {new FileInfo(path).Length:N0} bytes to {path}: {export} with {model.Inference.SampleCount} samples.");
    }
}
