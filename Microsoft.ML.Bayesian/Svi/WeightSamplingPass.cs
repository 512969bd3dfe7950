using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>One draw of all weights for the rows of a pass; that of a normal distribution is w = μ + σ·ε (Blundell et al. 2015).</summary>
internal sealed class WeightSamplingPass(VariationalParameters parameters, Guide guide, Generator noise) : VariationalPass(parameters, guide, noise, sourceCount: 1)
{
    private Tensor? slope;

    protected override Tensor[] Draw(Tensor mean, Tensor deviation)
    {
        (Tensor draw, slope) = Guide.Draw(mean, deviation, Noise);
        return [draw];
    }

    protected override Tensor Apply(LayerRun layer, Tensor input) => layer.Affine(0, input);

    protected override void Accumulate(Tensor[] gradients, Tensor deviation, Tensor meanGradient, Tensor deviationGradient, double share)
    {
        meanGradient.AddInPlace(gradients[0], share);
        deviationGradient.AddProductInPlace(gradients[0], slope!, share);
    }
}
