using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Noise on the pre-activations, one draw per row and output (Kingma, Salimans and Welling 2015): for input x the output is
/// N(x·μᵀ + μ_b, x²·(σ²)ᵀ + σ_b²). The estimator of lowest variance; for convolutions, positions are drawn independently.
/// </summary>
internal sealed class LocalReparameterizationPass(VariationalParameters parameters, Guide guide, Generator generator) : VariationalPass(parameters, guide, generator, sourceCount: 2)
{
    // The gradient of a square root at 0 is infinite.
    private const double SmallestVariance = 1e-12;

    private readonly NormalNoise noise = new(generator);
    private readonly Dictionary<NetworkLayer, Tensor> squares = new(ReferenceEqualityComparer.Instance);

    public override NormalNoise? Normals => noise;

    public override void Dispose()
    {
        foreach (Tensor room in squares.Values)
            room.Dispose();
        base.Dispose();
    }

    protected override Tensor[] Draw(Tensor mean, Tensor deviation) => [mean, deviation * deviation];

    protected override Tensor Apply(LayerRun layer, Tensor input)
    {
        if (layer.Layer.Definition is Dense)
            return ApplyDense(layer, input);
        Tensor mean = layer.Affine(0, input), variance = layer.Affine(1, input * input);
        return mean.AddProduct(variance.Add(SmallestVariance).sqrt(), noise.Like(mean));
    }

    // The derivative by hand spares autograd a dozen passes over the activations of each layer.
    private Tensor ApplyDense(LayerRun layer, Tensor input)
    {
        using var constant = no_grad();
        (LayerTensors means, LayerTensors variances) = (layer.Sources[0], layer.Sources[1]);
        Tensor squared = Squared(layer.Layer, input);
        Tensor mean = NetworkPass.Affine(layer.Layer, input, means.Weight, means.Bias);
        Tensor deviation = NetworkPass.Affine(layer.Layer, squared, variances.Weight, variances.Bias).AddInPlace(SmallestVariance).sqrt_();
        Tensor standardNormal = noise.Like(mean);
        return layer.Tape.Cut(input, mean.AddProductInPlace(deviation, standardNormal, 1), (gradient, inputToo) =>
        {
            Tensor varianceGradient = standardNormal.mul_(gradient).div_(deviation).MultiplyInPlace(0.5);
            layer.WriteGradient(0, input, gradient);
            layer.WriteGradient(1, squared, varianceGradient);
            return inputToo ? gradient.mm(means.Weight).AddProductInPlace(varianceGradient.mm(variances.Weight), input, 2) : null;
        });
    }

    protected override void Accumulate(Tensor[] gradients, Tensor deviation, Tensor meanGradient, Tensor deviationGradient, double share)
    {
        meanGradient.AddInPlace(gradients[0], share);
        deviationGradient.AddProductInPlace(gradients[1], deviation, 2 * share);
    }

    // Room that is kept from step to step: taken anew each time, it costs more page faults than the squares cost arithmetic.
    private Tensor Squared(NetworkLayer layer, Tensor input)
    {
        if (!squares.TryGetValue(layer, out Tensor? room) || room.shape[0] < input.shape[0])
        {
            room?.Dispose();
            squares[layer] = room = empty_like(input).DetachFromDisposeScope();
        }

        return room.narrow(0, 0, input.shape[0]).copy_(input).mul_(input);
    }
}
