namespace Microsoft.ML.Bayesian;

/// <summary>How class probabilities are computed from a posterior. The numbers are part of the model file format.</summary>
/// <remarks>
/// Weight sampling is the reference. Local reparameterization and the hybrid give every row of a dense network exactly the distribution
/// of logits that weight sampling gives it, with less arithmetic. The two propagations are approximations with a bias of their own.
/// A posterior that was quantized to be scored on integers knows weight sampling only.
/// </remarks>
/// <example><code>var fast = new InferenceOptions { Method = InferenceMethod.CovariancePropagation };</code></example>
public enum InferenceMethod
{
    /// <summary>
    /// Never an approximation: local reparameterization where all layers with parameters are dense and it needs no more multiply–adds
    /// than weight sampling with the same number of samples; weight sampling everywhere else. A posterior with a sampling rule of its
    /// own (quantized to integers) is scored by that rule.
    /// </summary>
    Auto = 0,

    /// <summary>Weights are drawn from the posterior and each draw is run as an ordinary network; the reference method.</summary>
    WeightSampling = 1,

    /// <summary>
    /// The pre-activations of each layer are drawn, from the Gaussian that they follow given the layer's inputs. Exact per row for dense
    /// networks; in convolutions the correlation of pre-activations that share weights is ignored.
    /// </summary>
    LocalReparameterization = 2,

    /// <summary>
    /// The pre-activations of the first layer are drawn, and the weights of all others. Exact per row for dense networks; as
    /// <see cref="LocalReparameterization"/> for a first layer that is a convolution. Fastest where the drawn weights fit into
    /// <see cref="InferenceOptions.SampleCacheBytes"/>.
    /// </summary>
    Hybrid = 3,

    /// <summary>
    /// One pass that carries mean and variance of every value through the network, as if all values were independent Gaussians; then
    /// draws of the logits. An approximation; the fastest method.
    /// </summary>
    MomentPropagation = 4,

    /// <summary>
    /// As <see cref="MomentPropagation"/>, but the dense layers carry the covariance of their values through to the logits. A closer
    /// approximation of the epistemic uncertainty, for networks of up to 64 classes.
    /// </summary>
    CovariancePropagation = 5,
}
