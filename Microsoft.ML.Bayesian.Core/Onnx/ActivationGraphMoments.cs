namespace Microsoft.ML.Bayesian;

/// <summary><see cref="GaussianMoments"/> as values of a graph.</summary>
/// <param name="Mean">The mean of f(z).</param>
/// <param name="Variance">The variance of f(z).</param>
/// <param name="Gain">The mean of f′(z); null for 1.</param>
internal readonly record struct ActivationGraphMoments(OnnxValue Mean, OnnxValue Variance, OnnxValue? Gain);
