using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The prior N(0, s²), the same for all weights and biases.</summary>
internal sealed class ZeroMeanPrior(double standardDeviation) : IPrior
{
    public double Divergence(Tensor mean, Tensor deviation) => GaussianDivergence.Value(mean, deviation, standardDeviation).item<double>();

    public void AddGradient(Tensor meanGradient, Tensor deviationGradient, Tensor mean, Tensor deviation, double factor)
    {
        GaussianDivergence.AddMeanGradient(meanGradient, mean, standardDeviation, factor);
        GaussianDivergence.AddDeviationGradient(deviationGradient, deviation, standardDeviation, factor);
    }
}
