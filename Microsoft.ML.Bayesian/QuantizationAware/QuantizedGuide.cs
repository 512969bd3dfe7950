using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The guide of quantization-aware training: means and standard deviations on the grids of a quantized posterior, weights drawn by its
/// rule, and inputs on their levels, just as scoring will have them. Its tensors live as long as the dispose scope that it is made in.
/// </summary>
internal sealed class QuantizedGuide : Guide
{
    private readonly (TensorGrid Weight, TensorGrid Bias)[] grids;
    private readonly LayerSampling[]? sampling;
    private readonly Tensor[]? steps;
    private readonly VariationalParameters parameters;

    public QuantizedGuide(VariationalParameters parameters, PosteriorGrids grids, Device device)
    {
        this.parameters = parameters;
        IReadOnlyList<LayerPosterior> layers = grids.Posterior.Layers;
        this.grids = [.. layers.Select((layer, index) => (
            new TensorGrid(layer.Weight, RowwiseQuantization.VarianceWeights(grids.InputSquares[index]), isBias: false, device),
            new TensorGrid(layer.Bias, [1], isBias: true, device)))];
        if (grids.Posterior.Sampling is IntegerSamplingRule rule)
        {
            sampling = [.. rule.Layers];
            steps = [.. layers.Zip(sampling, (layer, drawn) => tensor(drawn.WeightStepsOf(layer), device: device))];
        }
    }

    public override (Tensor Mean, Tensor StandardDeviation) Distribution(Tensor mean, Tensor deviation)
    {
        LayerTensors[] means = parameters.Slice(mean), deviations = parameters.Slice(deviation);
        return (
            cat([.. means.Zip(grids).SelectMany(pair => new[] { pair.Second.Weight.Means(pair.First.Weight.reshape(-1)), pair.Second.Bias.Means(pair.First.Bias) })]),
            cat([.. deviations.Zip(grids).SelectMany(pair => new[] { pair.Second.Weight.Deviations(pair.First.Weight.reshape(-1)), pair.Second.Bias.Deviations(pair.First.Bias) })]));
    }

    // What rounds a deviation rounds its logarithm, and passes the logarithm's gradient on: σ·∂/∂σ is the same on both sides.
    public override void PassBack(Tensor gradient, Tensor deviation, Tensor learnt) => gradient.mul_(deviation / learnt);

    public override (Tensor Draw, Tensor Slope) Draw(Tensor mean, Tensor deviation, Generator noise)
    {
        if (sampling is null)
            return base.Draw(mean, deviation, noise);
        LayerTensors[] means = parameters.Slice(mean), deviations = parameters.Slice(deviation);
        var draws = new List<Tensor>();
        var slopes = new List<Tensor>();
        for (int layer = 0; layer < sampling.Length; layer++)
        {
            Add(GridDraw.Sample(sampling[layer].Draw, means[layer].Weight.reshape(-1), deviations[layer].Weight.reshape(-1), steps![layer], sampling[layer].Reach, noise));
            Add(base.Draw(means[layer].Bias, deviations[layer].Bias, noise));
        }

        return (cat(draws), cat(slopes));

        void Add((Tensor Draw, Tensor Slope) drawn)
        {
            draws.Add(drawn.Draw);
            slopes.Add(drawn.Slope);
        }
    }

    public override Tensor Input(int layer, Tensor input) => sampling is null ? input : StraightThrough.Activation(input, sampling[layer].Input);
}
