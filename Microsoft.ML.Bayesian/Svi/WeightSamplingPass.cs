using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>One draw w = μ + σ·ε of all weights for the whole mini-batch (Blundell et al. 2015).</summary>
internal sealed class WeightSamplingPass(VariationalParameters parameters, Generator noise) : VariationalPass(parameters, noise)
{
    private Tensor? standardNormal;

    protected override Tensor[] Draw(Tensor mean, Tensor deviation)
    {
        standardNormal = empty_like(mean).normal_(0, 1, Noise);
        return [addcmul(mean, deviation, standardNormal, 1)];
    }

    protected override Tensor Apply(NetworkLayer layer, Tensor input, LayerTensors[] sources) =>
        NetworkPass.Affine(layer, input, sources[0].Weight, sources[0].Bias);

    protected override (Tensor Mean, Tensor StandardDeviation) Chain(Tensor[] gradients, Tensor deviation) =>
        (gradients[0], gradients[0] * standardNormal!);
}
