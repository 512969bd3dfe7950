using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>What the posterior is held near to: an independent normal distribution over every weight and bias.</summary>
internal interface IPrior
{
    /// <summary>The Kullback–Leibler divergence from the prior to normal distributions, summed, in nats.</summary>
    double Divergence(Tensor mean, Tensor deviation);

    /// <summary>Adds factor·(the gradient of the divergence) to the gradients of means and standard deviations.</summary>
    void AddGradient(Tensor meanGradient, Tensor deviationGradient, Tensor mean, Tensor deviation, double factor);
}
