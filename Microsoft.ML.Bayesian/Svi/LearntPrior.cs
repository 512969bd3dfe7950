using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// A posterior that was learnt from other data, as the prior: N(m, s²) with numbers of its own for every weight and bias. The divergence is
/// Σ ln(s/σ) + (σ² + (μ − m)²)/(2s²) − ½. Its tensors live as long as the dispose scope that it is made in.
/// </summary>
internal sealed class LearntPrior : IPrior
{
    private readonly Tensor priorMean, priorDeviation, precision;

    /// <param name="priorMean">The means m.</param>
    /// <param name="priorDeviation">The standard deviations s.</param>
    public LearntPrior(Tensor priorMean, Tensor priorDeviation)
    {
        (this.priorMean, this.priorDeviation) = (priorMean, priorDeviation);
        precision = priorDeviation.Square().reciprocal();
    }

    /// <summary>Takes the posterior over.</summary>
    /// <exception cref="ArgumentException">The posterior belongs to another network.</exception>
    public static LearntPrior Of(Posterior posterior, NetworkArchitecture network, Device device)
    {
        // By way of raw parameters, as training takes over where it starts from: so the divergence there is exactly 0.
        using var parameters = new VariationalParameters(network, device);
        parameters.Initialize(posterior);
        return new(parameters.Mean.clone(), parameters.StandardDeviation());
    }

    public double Divergence(Tensor mean, Tensor deviation)
    {
        Tensor ratio = deviation.to(ScalarType.Float64) / priorDeviation.to(ScalarType.Float64);
        Tensor shift = (mean.to(ScalarType.Float64) - priorMean.to(ScalarType.Float64)) / priorDeviation.to(ScalarType.Float64);
        return (ratio.Square().Add(shift.Square()).Subtract(1).Multiply(0.5) - ratio.log()).sum().item<double>();
    }

    public void AddGradient(Tensor meanGradient, Tensor deviationGradient, Tensor mean, Tensor deviation, double factor)
    {
        meanGradient.AddProductInPlace(mean - priorMean, precision, factor);
        deviationGradient.AddProductInPlace(deviation, precision, factor).AddInPlace(deviation.reciprocal(), -factor);
    }
}
