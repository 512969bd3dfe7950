using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

public partial class BayesianClassificationTransformer
{
    /// <summary>Adds this step to the graph of a pipeline.</summary>
    internal void SaveAsOnnx(OnnxContext context, IDataView source)
    {
        PipelineExport.Check(context, nameof(BayesianClassificationTransformer), source, FeatureColumnName);
        if (Model.Posterior.Sampling is not null)
        {
            throw new NotSupportedException($"The step {nameof(BayesianClassificationTransformer)} cannot be exported to ONNX: its model was quantized to be scored on integers, " +
                $"which moments cannot be propagated through. Export the model as it was before quantization, or its drawn weights by {nameof(BayesianCatalog)}.{nameof(BayesianCatalog.SaveOnnx)}.");
        }

        ModelGraph.CheckSize(Model, OnnxExport.MomentPropagation);
        InferenceMethod method = Model.Inference.Method;
        if (method is not (InferenceMethod.MomentPropagation or InferenceMethod.CovariancePropagation))
        {
            using IChannel channel = host.Start("ONNX export");
            channel.Warning(MessageSensitivity.None, $"The ONNX graph propagates moments, which is an approximation; the model scores by {method} ({nameof(InferenceMethod.MomentPropagation)} gives the figures of the graph).");
        }

        var graph = new PipelineGraph(context, ScoreColumns.Create(columns, Labels, source.Schema));
        ModelGraph.AddMoments(graph, graph.Column(FeatureColumnName), Model);
    }
}
