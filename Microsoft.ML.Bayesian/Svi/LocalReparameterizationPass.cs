using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Noise on the pre-activations, one draw per row and output (Kingma, Salimans and Welling 2015): for input x the output is
/// N(x·μᵀ + μ_b, x²·(σ²)ᵀ + σ_b²). The estimator of lowest variance; for convolutions, positions are drawn independently.
/// </summary>
internal sealed class LocalReparameterizationPass(VariationalParameters parameters, Guide guide, Generator noise) : VariationalPass(parameters, guide, noise)
{
    // The gradient of a square root at 0 is infinite.
    private const double SmallestVariance = 1e-12;

    protected override Tensor[] Draw(Tensor mean, Tensor deviation) => [mean, deviation.square()];

    protected override Tensor Apply(NetworkLayer layer, Tensor input, LayerTensors[] sources)
    {
        Tensor mean = NetworkPass.Affine(layer, input, sources[0].Weight, sources[0].Bias);
        Tensor variance = NetworkPass.Affine(layer, input.square(), sources[1].Weight, sources[1].Bias);
        Tensor standardNormal = empty_like(mean).normal_(0, 1, Noise);
        return mean + variance.clamp_min(SmallestVariance).sqrt() * standardNormal;
    }

    protected override (Tensor Mean, Tensor StandardDeviation) Chain(Tensor[] gradients, Tensor deviation) =>
        (gradients[0], gradients[1].mul_(deviation).mul_(2));
}
