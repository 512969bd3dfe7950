namespace Microsoft.ML.Bayesian;

/// <summary><see cref="MomentPropagation"/> as a graph: mean and variance of every value, taken for independent Gaussians, then draws of the logits.</summary>
internal static class MomentGraph
{
    /// <summary>Draws logits.</summary>
    /// <param name="rows">The inputs of the network, [row, feature].</param>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">The number of draws and their seed.</param>
    /// <param name="covariance">Whether the dense layers at the end carry covariances.</param>
    /// <returns>[row, sample, class].</returns>
    public static OnnxValue Logits(OnnxValue rows, Posterior posterior, InferenceOptions options, bool covariance)
    {
        NetworkArchitecture network = posterior.Network;
        NetworkLayer[] all = [.. network.Layers];
        int head = covariance ? Array.FindLastIndex(all, layer => layer.Definition is not Dense) + 1 : all.Length;
        OnnxValue mean = NetworkGraph.Shaped(rows, network.InputShape);
        OnnxValue? variance = null;
        int parameterized = 0;
        foreach (NetworkLayer layer in all.Take(head))
        {
            if (!layer.HasParameters)
            {
                (mean, variance) = WithoutParameters(layer, mean, variance);
                continue;
            }

            LinearGraph sums = LinearGraph.Of(layer, posterior.Layers[parameterized++], mean, variance);
            ActivationGraphMoments outputs = ActivationMomentGraph.Apply(layer.Activation, sums.Mean, sums.Variance);
            (mean, variance) = (outputs.Mean, outputs.Variance);
        }

        OnnxValue draws = Draws(rows.Graph, network.ClassCount, options);
        return covariance
            ? CovarianceGraph.Logits(mean, variance, all[head..], [.. posterior.Layers.Skip(parameterized)], draws)
            : mean.Unsqueeze(1) + variance!.Value.Apply("Sqrt").Unsqueeze(1) * draws;
    }

    private static OnnxValue Draws(OnnxGraph graph, int classes, InferenceOptions options)
    {
        float[][] points = QuasiRandomNormals.Create(options.SampleCount, classes, options.Seed);
        float[] bySample = [.. from sample in Enumerable.Range(0, options.SampleCount) from i in Enumerable.Range(0, classes) select points[i][sample]];
        return new(graph, graph.Constant([options.SampleCount, classes], bySample));
    }

    private static (OnnxValue Mean, OnnxValue? Variance) WithoutParameters(NetworkLayer layer, OnnxValue mean, OnnxValue? variance) => (layer.Definition, variance) switch
    {
        (Flatten, _) => (mean.Apply("Flatten", ("axis", 1)), variance?.Apply("Flatten", ("axis", 1))),
        (MaxPooling2D pooling, { } inputs) => Largest(layer, pooling, mean, inputs),
        (AveragePooling2D pooling, { } inputs) => (NetworkGraph.Pool(layer, mean), NetworkGraph.Pool(layer, inputs) * (1f / (pooling.Window.Height * pooling.Window.Width))),
        _ => (NetworkGraph.Pool(layer, mean), null),
    };

    private static (OnnxValue Mean, OnnxValue? Variance) Largest(NetworkLayer layer, MaxPooling2D pooling, OnnxValue mean, OnnxValue variance)
    {
        (OnnxValue Mean, OnnxValue Variance)? largest = null;
        for (int down = 0; down < pooling.Window.Height; down++)
        {
            for (int across = 0; across < pooling.Window.Width; across++)
            {
                OnnxValue nextMean = Places(layer, pooling, mean, down, across), nextVariance = Places(layer, pooling, variance, down, across);
                largest = largest is { } first ? MaximumMomentGraph.Of(first.Mean, first.Variance, nextMean, nextVariance) : (nextMean, nextVariance);
            }
        }

        return largest!.Value;
    }

    // The values at one place of every window.
    private static OnnxValue Places(NetworkLayer layer, MaxPooling2D pooling, OnnxValue values, int down, int across)
    {
        OnnxGraph graph = values.Graph;
        int lastRow = down + (layer.Output.Height - 1) * pooling.Stride.Height, lastColumn = across + (layer.Output.Width - 1) * pooling.Stride.Width;
        return new(graph, graph.Node("Slice",
        [
            values.Name, graph.Constant(down, across), graph.Constant(lastRow + 1, lastColumn + 1), graph.Constant(2L, 3L), graph.Constant(pooling.Stride.Height, pooling.Stride.Width),
        ]));
    }
}
