using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>How well the posterior-mean probabilities of a few weight draws predict rows that were not trained on.</summary>
/// <param name="NegativeLogLikelihood">Nats per row (per unit of weight).</param>
/// <param name="Accuracy">The share of rows whose most probable class is right.</param>
internal readonly record struct ValidationScore(double NegativeLogLikelihood, double Accuracy)
{
    private const int Draws = 8, BlockRows = 4096;

    /// <summary>Scores the parameters <paramref name="values"/> (means and raw deviations) on rows.</summary>
    public static ValidationScore Evaluate(VariationalParameters parameters, Guide guide, Tensor values, RowSet rows, Generator random)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        (Tensor mean, Tensor deviation) = guide.Distribution(values.select(0, 0), SoftPlus.Value(values.select(0, 1)));
        LayerTensors[][] draws = [.. Enumerable.Range(0, Draws)
            .Select(_ => parameters.Slice(guide.Draw(mean, deviation, random).Draw))];
        double loss = 0, right = 0;
        for (int start = 0; start < rows.Count; start += BlockRows)
        {
            using var block = NewDisposeScope();
            (Tensor features, Tensor labels, Tensor? weights) = rows.Gather(rows.Indices.narrow(0, start, Math.Min(BlockRows, rows.Count - start)));
            Tensor? probabilities = null;
            foreach (LayerTensors[] draw in draws)
            {
                Tensor drawn = NetworkPass.Run(parameters.Network, features,
                    (index, layer, input) => NetworkPass.Affine(layer, guide.Input(index, input), draw[index].Weight, draw[index].Bias)).softmax(1);
                probabilities = probabilities is null ? drawn : probabilities.Add(drawn);
            }

            Tensor ofLabel = probabilities!.Divide(Draws).gather(1, labels.unsqueeze(1)).squeeze(1);
            Tensor losses = -ofLabel.AtLeast(1e-30).log(), hits = probabilities!.argmax(1).eq(labels).to(mean.dtype);
            loss += (weights is null ? losses : losses * weights).sum().to(ScalarType.Float64).item<double>();
            right += (weights is null ? hits : hits * weights).sum().to(ScalarType.Float64).item<double>();
        }

        return new(loss / rows.Count, right / rows.Count);
    }
}
