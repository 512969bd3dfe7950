namespace Microsoft.ML.Bayesian;

/// <summary>
/// <see cref="CovarianceHead"/> as nodes: the dense layers at a network's end, with the covariance that the logits owe to what they share. There is
/// no operator for Cholesky factors, so the classes are taken one after the other.
/// </summary>
internal static class CovarianceGraph
{
    // A pivot below this part of its variance is what rounding left of 0.
    private const float SmallestPivot = 1e-6f;

    /// <summary>Draws logits.</summary>
    /// <param name="mean">The means of the first layer's inputs, [row, unit].</param>
    /// <param name="variance">Their variances; null where they are known.</param>
    /// <param name="layers">The dense layers, the last without activation.</param>
    /// <param name="learnt">Their posteriors.</param>
    /// <param name="draws">Standard normal points, [sample, class].</param>
    /// <returns>[row, sample, class].</returns>
    public static OnnxValue Logits(OnnxValue mean, OnnxValue? variance, NetworkLayer[] layers, LayerPosterior[] learnt, OnnxValue draws)
    {
        // For each layer the variance that is new there, and the slope by which it passes on what is not; before the first, the inputs' own.
        var remainders = new OnnxValue?[layers.Length + 1];
        var gains = new OnnxValue?[layers.Length];
        var weights = new OnnxValue[layers.Length];
        remainders[0] = variance;
        for (int i = 0; i < layers.Length; i++)
        {
            LinearGraph sums = LinearGraph.Of(layers[i], learnt[i], mean, variance);
            weights[i] = sums.Weight;
            ActivationGraphMoments outputs = ActivationMomentGraph.Apply(layers[i].Activation, sums.Mean, sums.Variance);
            (mean, variance, gains[i]) = (outputs.Mean, outputs.Variance, outputs.Gain);
            remainders[i + 1] = (outputs.Gain, sums.Carried) switch
            {
                (null, _) => sums.Fresh,
                (_, null) => outputs.Variance,
                ({ } gain, { } carried) => (outputs.Variance - gain * gain * carried).Max(0),
            };
        }

        int classes = layers[^1].Output.Length;
        OnnxValue covariance = remainders[^1]!.Value.Unsqueeze(1) * Matrix(mean.Graph, classes, (i, j) => i == j ? 1 : 0), forms = weights[^1].Unsqueeze(0);
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            if (i < layers.Length - 1)
                forms = (gains[i] is { } gain ? forms * gain.Unsqueeze(1) : forms).With("MatMul", weights[i].Name);
            if (remainders[i] is { } remainder)
                covariance += (forms * remainder.Unsqueeze(1)).With("MatMul", Transposed(forms).Name);
        }

        return mean.Unsqueeze(1) + draws.With("MatMul", Transposed(Factor(covariance, classes)).Name);
    }

    // The lower triangle whose product with its transpose is the matrix: each column takes what it explains off the rest.
    private static OnnxValue Factor(OnnxValue matrix, int classes)
    {
        OnnxGraph graph = matrix.Graph;
        OnnxValue rest = matrix, lower = Matrix(graph, classes, (i, j) => i >= j ? 1 : 0);
        var columns = new string[classes];
        for (int j = 0; j < classes; j++)
        {
            OnnxValue column = Taken(rest, 2, j), pivot = Taken(column, 1, j), variance = Taken(Taken(matrix, 2, j), 1, j);
            OnnxValue inverse = 1f / pivot.Max(1e-30f).Apply("Sqrt"), kept = pivot.IsGreater(variance * SmallestPivot).Choose(inverse, inverse * 0f);
            column *= kept * Taken(lower, 1, j);
            columns[j] = column.Name;
            if (j < classes - 1)
                rest -= column * Transposed(column);
        }

        return new(graph, graph.Node("Concat", columns, ("axis", 2)));
    }

    private static OnnxValue Taken(OnnxValue values, int axis, int index) =>
        new(values.Graph, values.Graph.Node("Gather", [values.Name, values.Graph.Constant((long)index)], ("axis", axis)));

    private static OnnxValue Transposed(OnnxValue values) => values.Transpose(0, 2, 1);

    private static OnnxValue Matrix(OnnxGraph graph, int classes, Func<int, int, float> entry) =>
        new(graph, graph.Constant([classes, classes], [.. from i in Enumerable.Range(0, classes) from j in Enumerable.Range(0, classes) select entry(i, j)]));
}
