using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>One draw of all weights for the rows of a pass; that of a normal distribution is w = μ + σ·ε (Blundell et al. 2015).</summary>
internal sealed class WeightSamplingPass(VariationalParameters parameters, Guide guide, Generator noise) : VariationalPass(parameters, guide, noise)
{
    private Tensor? slope;

    protected override Tensor[] Draw(Tensor mean, Tensor deviation)
    {
        (Tensor draw, slope) = Guide.Draw(mean, deviation, Noise);
        return [draw];
    }

    protected override Tensor Apply(NetworkLayer layer, Tensor input, LayerTensors[] sources) =>
        NetworkPass.Affine(layer, input, sources[0].Weight, sources[0].Bias);

    protected override (Tensor Mean, Tensor StandardDeviation) Chain(Tensor[] gradients, Tensor deviation) =>
        (gradients[0], gradients[0] * slope!);
}
