using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// One draw σ·ε of all perturbations for the mini-batch, made nearly independent between rows by random signs on each row's inputs
/// and outputs (Wen et al. 2018): x·μᵀ + ((x∘s)·(σ·ε)ᵀ)∘r. Convolutions have one sign per row and channel.
/// </summary>
internal sealed class FlipoutPass(VariationalParameters parameters, Guide guide, Generator noise) : VariationalPass(parameters, guide, noise, sourceCount: 2)
{
    private Tensor? standardNormal;

    protected override Tensor[] Draw(Tensor mean, Tensor deviation)
    {
        standardNormal = empty_like(mean).normal_(0, 1, Noise);
        return [mean, deviation * standardNormal];
    }

    protected override Tensor Apply(LayerRun layer, Tensor input)
    {
        Tensor mean = layer.Affine(0, input), perturbation = layer.Affine(1, input * Signs(input));
        return mean.Add(perturbation * Signs(mean));
    }

    protected override void Accumulate(Tensor[] gradients, Tensor deviation, Tensor meanGradient, Tensor deviationGradient, double share)
    {
        meanGradient.AddInPlace(gradients[0], share);
        deviationGradient.AddProductInPlace(gradients[1], standardNormal!, share);
    }

    private Tensor Signs(Tensor values)
    {
        long[] size = [values.shape[0], values.shape[1], .. Enumerable.Repeat(1L, values.shape.Length - 2)];
        return empty(size, dtype: values.dtype, device: values.device).bernoulli_(0.5, Noise).MultiplyInPlace(2).SubtractInPlace(1);
    }
}
