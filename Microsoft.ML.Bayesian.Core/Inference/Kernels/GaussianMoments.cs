using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>Mean and variance of a function of a Gaussian.</summary>
/// <param name="Mean">The mean of f(z).</param>
/// <param name="Variance">The variance of f(z).</param>
/// <param name="Gain">The mean of f′(z), which is Cov[z, f(z)]/Var[z].</param>
internal readonly record struct GaussianMoments(Vector512<float> Mean, Vector512<float> Variance, Vector512<float> Gain);
