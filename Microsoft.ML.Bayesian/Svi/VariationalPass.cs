using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// One noisy run of the network and the gradient of its loss. An estimator names the flat tensors that the run is computed from
/// (sampled weights, say) and carries the gradient with respect to those on to the means and standard deviations in closed form.
/// </summary>
internal abstract class VariationalPass : IDisposable
{
    private readonly VariationalParameters parameters;
    private readonly Tensor[] sourceGradients;
    private readonly LayerTensors[][] gradientSlices;

    protected VariationalPass(VariationalParameters parameters, Guide guide, Generator noise, int sourceCount)
    {
        this.parameters = parameters;
        Guide = guide;
        Noise = noise;
        sourceGradients = [.. Enumerable.Range(0, sourceCount).Select(_ => empty_like(parameters.Mean))];
        gradientSlices = [.. sourceGradients.Select(parameters.Slice)];
    }

    /// <summary>Noise that does not come from the generator alone, or null.</summary>
    public virtual NormalNoise? Normals => null;

    protected Generator Noise { get; }

    protected Guide Guide { get; }

    public static VariationalPass Create(GradientEstimator estimator, VariationalParameters parameters, Guide guide, Generator noise) => estimator switch
    {
        GradientEstimator.LocalReparameterization => new LocalReparameterizationPass(parameters, guide, noise),
        GradientEstimator.WeightSampling => new WeightSamplingPass(parameters, guide, noise),
        GradientEstimator.Flipout => new FlipoutPass(parameters, guide, noise),
        _ => throw new ArgumentOutOfRangeException(nameof(estimator), estimator, $"There is no gradient estimator {estimator}."),
    };

    /// <summary>
    /// Draws noise, runs the rows, and adds share·(the gradient of the loss of the logits) to the gradients of all means and of all
    /// standard deviations. Returns the loss.
    /// </summary>
    public Tensor Differentiate(Tensor rows, Func<Tensor, Tensor> loss, Tensor mean, Tensor deviation, Tensor meanGradient, Tensor deviationGradient, double share)
    {
        LayerTensors[][] sources = [.. Draw(mean, deviation).Select(parameters.Slice)];
        var tape = new GradientTape();
        Tensor logits = NetworkPass.Run(parameters.Network, rows, (index, layer, input) => Apply(
            new LayerRun(layer, [.. sources.Select(source => source[index])], [.. gradientSlices.Select(gradient => gradient[index])], tape),
            Guide.Input(index, input)));
        Tensor value = loss(logits);
        tape.Differentiate(value);
        Accumulate(sourceGradients, deviation, meanGradient, deviationGradient, share);
        return value.detach();
    }

    public virtual void Dispose()
    {
        foreach (Tensor gradient in sourceGradients)
            gradient.Dispose();
    }

    /// <summary>The flat tensors that this run is computed from.</summary>
    protected abstract Tensor[] Draw(Tensor mean, Tensor deviation);

    /// <summary>The noisy affine part of a layer.</summary>
    protected abstract Tensor Apply(LayerRun layer, Tensor input);

    /// <summary>Adds share·(the gradients with respect to means and deviations) that follow from those with respect to the flat tensors.</summary>
    protected abstract void Accumulate(Tensor[] gradients, Tensor deviation, Tensor meanGradient, Tensor deviationGradient, double share);
}
