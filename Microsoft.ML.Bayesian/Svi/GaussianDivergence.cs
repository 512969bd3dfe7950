using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The Kullback–Leibler divergence from the prior N(0, s²) to the mean-field posterior, in closed form and summed:
/// Σ ln(s/σ) + (σ² + μ²)/(2s²) − ½.
/// </summary>
internal static class GaussianDivergence
{
    public static Tensor Value(Tensor mean, Tensor deviation, double priorDeviation)
    {
        Tensor ratio = deviation.Divide(priorDeviation).to(ScalarType.Float64);
        Tensor shift = mean.Divide(priorDeviation).to(ScalarType.Float64);
        return (ratio.Square().Add(shift.Square()).Subtract(1).Multiply(0.5) - ratio.log()).sum();
    }

    /// <summary>Adds factor·∂KL/∂μ = factor·μ/s².</summary>
    public static void AddMeanGradient(Tensor gradient, Tensor mean, double priorDeviation, double factor) =>
        gradient.AddInPlace(mean, factor / (priorDeviation * priorDeviation));

    /// <summary>Adds factor·∂KL/∂σ = factor·(σ/s² − 1/σ).</summary>
    public static void AddDeviationGradient(Tensor gradient, Tensor deviation, double priorDeviation, double factor)
    {
        gradient.AddInPlace(deviation, factor / (priorDeviation * priorDeviation));
        gradient.AddInPlace(deviation.reciprocal(), -factor);
    }
}
