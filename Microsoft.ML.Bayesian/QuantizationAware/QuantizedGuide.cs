using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The guide of quantization-aware training: means and standard deviations on the grids of a quantized posterior, weights drawn by its
/// rule, and inputs on their levels, just as scoring will have them.
/// </summary>
internal sealed class QuantizedGuide : Guide, IDisposable
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
            steps = [.. layers.Zip(sampling, (layer, drawn) => StepsOf(layer, drawn, device))];
        }
    }

    public override (Tensor Mean, Tensor StandardDeviation) Distribution(Tensor mean, Tensor deviation)
    {
        LayerTensors[] means = parameters.Slice(mean), deviations = parameters.Slice(deviation);
        return (
            cat([.. means.Zip(grids).SelectMany(pair => new[] { pair.Second.Weight.Means(pair.First.Weight.reshape(-1)), pair.Second.Bias.Means(pair.First.Bias) })]),
            cat([.. deviations.Zip(grids).SelectMany(pair => new[] { pair.Second.Weight.Deviations(pair.First.Weight.reshape(-1)), pair.Second.Bias.Deviations(pair.First.Bias) })]));
    }

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

    public void Dispose()
    {
        foreach ((TensorGrid weight, TensorGrid bias) in grids)
        {
            weight.Dispose();
            bias.Dispose();
        }

        foreach (Tensor step in steps ?? [])
            step.Dispose();
    }

    private static Tensor StepsOf(LayerPosterior layer, LayerSampling sampling, Device device)
    {
        float[] rows = sampling.StepsOf(layer);
        int taps = layer.Weight.Length / rows.Length;
        byte[]? shifts = sampling.ColumnShifts(taps);
        return tensor([.. Enumerable.Range(0, layer.Weight.Length).Select(i => rows[i / taps] / (1 << (shifts?[i % taps] ?? 0)))], device: device);
    }
}
