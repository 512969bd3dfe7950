using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The loss of a mini-batch, per row: mean (weighted) cross-entropy + (β/N)·KL, with N the size of the training set. Weighted with
/// the rows of each mini-batch and summed over an epoch this is Σ NLL + β·KL, minus the evidence lower bound for β = 1.
/// </summary>
internal sealed class EvidenceLowerBound(VariationalParameters parameters, Guide guide, VariationalPass pass, IPrior prior, double datasetSize, int draws, int rowsPerDraw)
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
        Tensor learnt = parameters.StandardDeviation();
        (Tensor mean, Tensor deviation) = guide.Distribution(parameters.Mean, learnt);
        Tensor meanGradient = gradient.select(0, 0), rawGradient = gradient.select(0, 1), loss = zeros([], dtype: gradient.dtype, device: gradient.device);
        gradient.zero_();
        int count = (int)rows.shape[0];
        for (int start = 0; start < count; start += rowsPerDraw)
        {
            int size = Math.Min(rowsPerDraw, count - start);
            Tensor groupRows = rows.narrow(0, start, size), groupLabels = labels.narrow(0, start, size);
            Tensor? groupWeights = rowWeights?.narrow(0, start, size);
            double share = (double)size / count / draws;
            for (int draw = 0; draw < draws; draw++)
            {
                Tensor value = pass.Differentiate(groupRows, logits => CrossEntropy(logits, groupLabels, groupWeights), mean, deviation, meanGradient, rawGradient, share);
                loss.AddInPlace(value, share);
            }
        }

        prior.AddGradient(meanGradient, rawGradient, mean, deviation, klWeight / datasetSize);
        guide.PassBack(rawGradient, deviation, learnt);
        rawGradient.mul_(SoftPlus.Derivative(parameters.Raw));
        return loss;
    }

    /// <summary>The divergence of the present parameters, in nats.</summary>
    public double KullbackLeiblerDivergence()
    {
        using var scope = NewDisposeScope();
        (Tensor mean, Tensor deviation) = guide.Distribution(parameters.Mean, parameters.StandardDeviation());
        return prior.Divergence(mean, deviation);
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor labels, Tensor? rowWeights) => rowWeights is null
        ? functional.cross_entropy(logits, labels)
        : (functional.cross_entropy(logits, labels, reduction: Reduction.None) * rowWeights).mean();
}
