namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Compares the layers of a quantized posterior with those of the one that it was made from.</summary>
internal static class LayerComparison
{
    private const int Draws = 200;
    private const int Parts = 5;
    private const ulong Seed = 0x5EED;

    public static QuantizedLayerReport[] Of(Posterior exact, Posterior small, CancellationToken cancellation)
    {
        double[][] variances = DrawnVariances(small, cancellation);
        return [.. exact.Network.ParameterizedLayers.Select((layer, index) => Of(layer, exact.Layers[index], small.Layers[index], (small.Sampling as IntegerSamplingRule)?.Layers[index], variances[index]))];
    }

    private static QuantizedLayerReport Of(NetworkLayer layer, LayerPosterior exact, LayerPosterior small, LayerSampling? sampling, double[] drawnVariances)
    {
        float[] means = exact.Weight.Mean.ToArray(), deviations = exact.Weight.StandardDeviation.ToArray();
        float[] smallMeans = small.Weight.Mean.ToArray(), smallDeviations = small.Weight.StandardDeviation.ToArray();
        double meanError = 0, deviationError = 0;
        for (int i = 0; i < means.Length; i++)
        {
            meanError += Math.Pow(((double)smallMeans[i] - means[i]) / deviations[i], 2) / means.Length;
            deviationError += Math.Pow((double)smallDeviations[i] / deviations[i] - 1, 2) / means.Length;
        }

        return new(
            layer.Name,
            Bits(small.Weight.Mean),
            Bits(small.Weight.StandardDeviation),
            sampling?.SampleBits ?? QuantizationOptions.Unchanged,
            sampling?.Input.Bits ?? QuantizationOptions.Unchanged,
            exact.Weight.Mean.ByteCount,
            small.Weight.Mean.ByteCount,
            exact.Weight.StandardDeviation.ByteCount,
            small.Weight.StandardDeviation.ByteCount,
            exact.Bias.Mean.ByteCount + exact.Bias.StandardDeviation.ByteCount,
            small.Bias.Mean.ByteCount + small.Bias.StandardDeviation.ByteCount,
            Math.Sqrt(meanError),
            Math.Sqrt(deviationError),
            Ratios(deviations, drawnVariances));
    }

    private static int Bits(ParameterStorage storage) => storage is PackedStorage packed ? packed.Bits : QuantizationOptions.Unchanged;

    private static double[] Ratios(float[] deviations, double[] drawnVariances)
    {
        int[] order = [.. Enumerable.Range(0, deviations.Length).OrderBy(i => deviations[i])];
        return [.. Enumerable.Range(0, Parts).Select(part =>
        {
            int[] members = order[(part * order.Length / Parts)..((part + 1) * order.Length / Parts)];
            return members.Length == 0 ? 1 : Math.Sqrt(members.Sum(i => drawnVariances[i]) / members.Sum(i => (double)deviations[i] * deviations[i]));
        })];
    }

    /// <summary>The variance of every drawn weight.</summary>
    private static double[][] DrawnVariances(Posterior posterior, CancellationToken cancellation)
    {
        Func<int, (float[] Weight, float[] Bias)[]> draw = DrawnTensors.Of(posterior, new InferenceOptions { Seed = Seed });
        float[][] origins = [.. posterior.Layers.Select(layer => layer.Weight.Mean.ToArray())];
        double[][] sums = [.. origins.Select(layer => new double[layer.Length])], squares = [.. origins.Select(layer => new double[layer.Length])];
        for (int sample = 0; sample < Draws; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            float[][] weights = [.. draw(sample).Select(layer => layer.Weight)];
            for (int layer = 0; layer < weights.Length; layer++)
            {
                for (int i = 0; i < weights[layer].Length; i++)
                {
                    // Taken from the mean, so that the difference of two large sums loses nothing.
                    double offset = (double)weights[layer][i] - origins[layer][i];
                    sums[layer][i] += offset;
                    squares[layer][i] += offset * offset;
                }
            }
        }

        return [.. sums.Zip(squares, (sum, square) => sum.Zip(square, (s, q) => (q - s * s / Draws) / (Draws - 1)).ToArray())];
    }
}
