using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// One noisy run of the network and the gradient of its loss. An estimator names the flat tensors that the run is computed from
/// (sampled weights, say); autograd differentiates with respect to those only, and the estimator carries the gradient on to the means
/// and standard deviations in closed form.
/// </summary>
internal abstract class VariationalPass(VariationalParameters parameters, Guide guide, Generator noise)
{
    protected Generator Noise => noise;

    protected Guide Guide => guide;

    public static VariationalPass Create(GradientEstimator estimator, VariationalParameters parameters, Guide guide, Generator noise) => estimator switch
    {
        GradientEstimator.LocalReparameterization => new LocalReparameterizationPass(parameters, guide, noise),
        GradientEstimator.WeightSampling => new WeightSamplingPass(parameters, guide, noise),
        GradientEstimator.Flipout => new FlipoutPass(parameters, guide, noise),
        _ => throw new ArgumentOutOfRangeException(nameof(estimator), estimator, $"There is no gradient estimator {estimator}."),
    };

    /// <summary>Draws noise, runs the rows, and differentiates the loss of the logits.</summary>
    public DataGradient Differentiate(Tensor rows, Func<Tensor, Tensor> loss, Tensor mean, Tensor deviation)
    {
        Tensor[] sources = Draw(mean, deviation);
        LayerTensors[][] leaves = [.. sources.Select(source => parameters.Slice(source).Select(Leaf).ToArray())];
        Tensor logits = NetworkPass.Run(parameters.Network, rows, (index, layer, input) => Apply(layer, guide.Input(index, input), [.. leaves.Select(source => source[index])]));
        Tensor value = loss(logits);

        IList<Tensor> gradients = autograd.grad([value], [.. leaves.SelectMany(source => source).SelectMany(slice => new[] { slice.Weight, slice.Bias })]);
        int perSource = gradients.Count / sources.Length;
        Tensor[] flat = [.. gradients.Chunk(perSource).Select(chunk => cat([.. chunk.Select(gradient => gradient.flatten())]))];
        (Tensor meanGradient, Tensor deviationGradient) = Chain(flat, deviation);
        return new(value.detach(), meanGradient, deviationGradient);
    }

    /// <summary>The flat tensors that this run is computed from.</summary>
    protected abstract Tensor[] Draw(Tensor mean, Tensor deviation);

    /// <summary>The affine part of a layer, from the layer's slice of each of those tensors.</summary>
    protected abstract Tensor Apply(NetworkLayer layer, Tensor input, LayerTensors[] sources);

    /// <summary>From the gradients with respect to those tensors to the gradients with respect to means and deviations.</summary>
    protected abstract (Tensor Mean, Tensor StandardDeviation) Chain(Tensor[] gradients, Tensor deviation);

    private static LayerTensors Leaf(LayerTensors slice) => new(slice.Weight.detach().requires_grad_(), slice.Bias.detach().requires_grad_());
}
