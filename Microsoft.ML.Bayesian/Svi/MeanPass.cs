using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The network at its means, without noise: ordinary training, which leaves the deviations as they are.</summary>
internal sealed class MeanPass(VariationalParameters parameters, Guide guide, Generator noise) : VariationalPass(parameters, guide, noise, sourceCount: 1)
{
    protected override Tensor[] Draw(Tensor mean, Tensor deviation) => [mean];

    protected override Tensor Apply(LayerRun layer, Tensor input) => layer.Affine(0, input);

    protected override void Accumulate(Tensor[] gradients, Tensor deviation, Tensor meanGradient, Tensor deviationGradient, double share) =>
        meanGradient.AddInPlace(gradients[0], share);
}
