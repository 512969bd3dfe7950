namespace Microsoft.ML.Bayesian;

/// <summary>How the gradient of the evidence lower bound is estimated from random draws. All are unbiased; they differ in variance and cost.</summary>
/// <example><code>var options = new SviClassificationTrainer.Options { GradientEstimator = GradientEstimator.Flipout, DrawsPerStep = 2 };</code></example>
public enum GradientEstimator
{
    /// <summary>
    /// Noise on each layer's outputs, one draw per row (Kingma, Salimans and Welling 2015). Lowest variance, two matrix products per
    /// layer. Exact for dense layers; convolutions draw each position independently.
    /// </summary>
    LocalReparameterization = 0,

    /// <summary>One draw of all weights per pass, shared by the rows of the mini-batch (Blundell et al. 2015). Highest variance.</summary>
    WeightSampling = 1,

    /// <summary>
    /// One draw of all weights per pass, with random signs per row that make the rows' draws nearly independent (Wen et al. 2018).
    /// </summary>
    Flipout = 2,
}
