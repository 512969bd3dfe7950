namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>A quantized posterior, and what it takes to put other parameters of the same network onto its grids.</summary>
/// <param name="Posterior">The quantized posterior.</param>
/// <param name="InputSquares">For each layer the mean square of the input of each tap; null where it is not known.</param>
internal sealed record PosteriorGrids(Posterior Posterior, IReadOnlyList<double[]?> InputSquares)
{
    // Half a step, less what rounding to single precision could carry over the edge.
    private const float HalfCell = 0.499f;

    private static readonly double[] unit = [1];

    /// <summary>
    /// Rounds every parameter to the nearest level. Steps of means, levels of deviations and the grids of draws stay; the row factors
    /// that keep variances follow the deviations, and the levels of the means of biases follow these.
    /// </summary>
    /// <param name="learnt">The parameters in single precision.</param>
    public Posterior Round(Posterior learnt)
    {
        var layers = new LayerPosterior[learnt.Layers.Count];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            LayerPosterior values = learnt.Layers[layer], grids = Posterior.Layers[layer];
            ParameterStorage biasMean = grids.Bias.Mean is PackedStorage bias ? RowwiseQuantization.BiasMeans(values.Bias.Mean.ToArray(), bias.Bits) : values.Bias.Mean;
            layers[layer] = new(
                new(values.Weight.Name, values.Weight.Shape, Means(values.Weight.Mean, grids.Weight.Mean), Deviations(values.Weight.StandardDeviation, grids.Weight.StandardDeviation, InputSquares[layer])),
                new(values.Bias.Name, values.Bias.Shape, biasMean, Deviations(values.Bias.StandardDeviation, grids.Bias.StandardDeviation, unit)));
        }

        return new Posterior(learnt.Network, layers, learnt.Prior).With(Posterior.Sampling);
    }

    /// <summary>
    /// Parameters that <see cref="Round"/> brings to the quantized posterior, as near to the exact ones as can be: each mean in the cell of its
    /// level, each deviation as it was.
    /// </summary>
    /// <param name="exact">The parameters that the posterior was quantized from.</param>
    public Posterior WithinCells(Posterior exact)
    {
        var layers = new LayerPosterior[exact.Layers.Count];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            VariationalTensor weight = exact.Layers[layer].Weight, bias = exact.Layers[layer].Bias;
            layers[layer] = new(
                new(weight.Name, weight.Shape, new Float32Storage(WithinCells(weight.Mean, Posterior.Layers[layer].Weight.Mean)), weight.StandardDeviation),
                new(bias.Name, bias.Shape, new Float32Storage(Posterior.Layers[layer].Bias.Mean.ToArray()), bias.StandardDeviation));
        }

        return new Posterior(exact.Network, layers, exact.Prior);
    }

    private static float[] WithinCells(ParameterStorage exact, ParameterStorage quantized)
    {
        float[] means = exact.ToArray();
        if (quantized is not PackedStorage packed)
            return means;
        float[] levels = quantized.ToArray();
        for (int i = 0; i < means.Length; i++)
        {
            float half = HalfCell * packed.Factors[i / packed.RowLength];
            means[i] = Math.Clamp(means[i], levels[i] - half, levels[i] + half);
        }

        return means;
    }

    private static ParameterStorage Means(ParameterStorage values, ParameterStorage grid) =>
        grid is PackedStorage packed ? RowwiseQuantization.Means(values.ToArray(), packed.Factors, packed.Bits) : values;

    private static ParameterStorage Deviations(ParameterStorage values, ParameterStorage grid, double[]? inputSquares) => grid is PackedStorage packed
        ? RowwiseQuantization.Deviations(values.ToArray(), packed.Factors.Count, (LogarithmicQuantizer)packed.Levels, RowwiseQuantization.VarianceWeights(inputSquares))
        : values;
}
