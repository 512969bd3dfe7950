using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The loss of a mini-batch, per row: mean (weighted) cross-entropy + (β/N)·KL, with N the size of the training set. Weighted with
/// the rows of each mini-batch and summed over an epoch this is Σ NLL + β·KL, minus the evidence lower bound for β = 1.
/// </summary>
internal sealed class EvidenceLowerBound(VariationalParameters parameters, VariationalPass pass, double priorDeviation, double datasetSize, int draws)
{
    /// <summary>
    /// Writes the gradient of the loss into a block of the shape of <see cref="VariationalParameters.Values"/> and returns the
    /// cross-entropy part of the loss, averaged over the draws.
    /// </summary>
    /// <param name="rows">The inputs <c>[rows, inputs]</c>.</param>
    /// <param name="labels">The classes <c>[rows]</c>.</param>
    /// <param name="rowWeights">The weights of the rows, of mean 1 over the training set, or null.</param>
    /// <param name="klWeight">β.</param>
    /// <param name="gradient">Receives the gradient.</param>
    public Tensor Differentiate(Tensor rows, Tensor labels, Tensor? rowWeights, double klWeight, Tensor gradient)
    {
        Tensor deviation = parameters.StandardDeviation();
        Tensor meanGradient = gradient.select(0, 0), rawGradient = gradient.select(0, 1);
        gradient.zero_();
        Tensor? loss = null;
        for (int draw = 0; draw < draws; draw++)
        {
            DataGradient data = pass.Differentiate(rows, logits => CrossEntropy(logits, labels, rowWeights), parameters.Mean, deviation);
            meanGradient.add_(data.Mean, alpha: 1.0 / draws);
            rawGradient.add_(data.StandardDeviation, alpha: 1.0 / draws);
            loss = loss is null ? data.Loss : loss + data.Loss;
        }

        double factor = klWeight / datasetSize;
        GaussianDivergence.AddMeanGradient(meanGradient, parameters.Mean, priorDeviation, factor);
        GaussianDivergence.AddDeviationGradient(rawGradient, deviation, priorDeviation, factor);
        rawGradient.mul_(SoftPlus.Derivative(parameters.Raw));
        return draws == 1 ? loss! : loss! / draws;
    }

    /// <summary>The divergence of the present parameters, in nats.</summary>
    public double KullbackLeiblerDivergence()
    {
        using var scope = NewDisposeScope();
        return GaussianDivergence.Value(parameters.Mean, parameters.StandardDeviation(), priorDeviation).item<double>();
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor labels, Tensor? rowWeights) => rowWeights is null
        ? functional.cross_entropy(logits, labels)
        : (functional.cross_entropy(logits, labels, reduction: Reduction.None) * rowWeights).mean();
}
