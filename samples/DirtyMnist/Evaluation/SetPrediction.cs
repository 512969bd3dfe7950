using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>What a model says about each image of a set.</summary>
/// <param name="Set">The images.</param>
/// <param name="Probabilities">Images × classes.</param>
/// <param name="Uncertainties">One per image.</param>
internal sealed record SetPrediction(ImageSet Set, float[] Probabilities, PredictiveUncertainty[] Uncertainties)
{
    private const int RowsPerBlock = 500;

    /// <summary>Predicts block by block, so that the inputs of all images need not exist at once.</summary>
    public static SetPrediction Of(BayesianModel model, ImageSet set, Action<int> rowsDone, CancellationToken cancellation)
    {
        int classes = model.Posterior.Network.ClassCount;
        var probabilities = new float[set.Count * classes];
        var uncertainties = new PredictiveUncertainty[set.Count];
        for (int first = 0; first < set.Count; first += RowsPerBlock)
        {
            int rows = Math.Min(RowsPerBlock, set.Count - first);
            model.Predict(
                set.Inputs(first, rows), probabilities.AsSpan(first * classes, rows * classes), uncertainties.AsSpan(first, rows), cancellation);
            rowsDone(rows);
        }

        return new(set, probabilities, uncertainties);
    }

    public ReadOnlySpan<float> ProbabilitiesOf(int image)
    {
        int classes = Probabilities.Length / Set.Count;
        return Probabilities.AsSpan(image * classes, classes);
    }

    public float[] Values(Func<PredictiveUncertainty, float> part) => [.. Uncertainties.Select(part)];

    public double Mean(Func<PredictiveUncertainty, float> part) => Uncertainties.Average(uncertainty => (double)part(uncertainty));

    /// <summary>Accuracy, likelihood, calibration and risk over all pairs of an image and one of its labels.</summary>
    public BayesianClassificationMetrics Metrics()
    {
        var predictions = new List<BayesianPrediction>();
        var labels = new List<int>();
        for (int image = 0; image < Set.Count; image++)
        {
            var prediction = new BayesianPrediction(ProbabilitiesOf(image).ToArray(), Uncertainties[image]);
            foreach (byte label in Set.Labels(image))
            {
                predictions.Add(prediction);
                labels.Add(label);
            }
        }

        return BayesianClassificationMetrics.Evaluate(predictions, labels);
    }
}
