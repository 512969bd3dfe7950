namespace Microsoft.ML.Bayesian;

/// <summary>What an exported ONNX graph computes. The number of samples and their seed are those of the model's <see cref="BayesianModel.Inference"/>.</summary>
/// <example><code>mlContext.Bayesian.SaveOnnx(model, "digits.onnx", OnnxExport.DrawnWeights);</code></example>
public enum OnnxExport
{
    /// <summary>
    /// One pass of means and variances, then draws of the logits: what <see cref="InferenceMethod.MomentPropagation"/> computes, or
    /// <see cref="InferenceMethod.CovariancePropagation"/> where that is the model's method. The smallest graph; an approximation.
    /// </summary>
    MomentPropagation = 0,

    /// <summary>
    /// The networks of all weight samples, side by side, with the weights that <see cref="InferenceMethod.WeightSampling"/> draws as constants. No
    /// approximation; the file is as many times larger as there are samples.
    /// </summary>
    DrawnWeights = 1,

    /// <summary>
    /// The same with the noise as an input <c>Noise</c> of standard normal numbers, [samples, parameters], so that every run may draw anew. A
    /// sample's parameters stand in the order of <see cref="Posterior.Tensors"/>, each tensor row-major.
    /// </summary>
    NoiseInput = 2,
}
