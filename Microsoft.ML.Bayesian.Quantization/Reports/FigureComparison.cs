namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Compares what two models say about rows.</summary>
internal static class FigureComparison
{
    public static QuantizedFigure[] Of(BayesianModel before, BayesianModel after, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, CancellationToken cancellation)
    {
        (before, after) = (SamplingWeights(before), SamplingWeights(after));
        BayesianModel reseeded = before.With(before.Inference with { Seed = before.Inference.Seed + 1 });
        (string Name, double Value)[] exact = Figures(before, rows, labels, cancellation), small = Figures(after, rows, labels, cancellation), noisy = Figures(reseeded, rows, labels, cancellation);
        return [.. exact.Select((figure, i) => new QuantizedFigure(figure.Name, figure.Value, small[i].Value, Math.Abs(noisy[i].Value - figure.Value)))];
    }

    // A model that is scored on integers samples weights; what it is compared with does so too unless another method was asked for by name.
    private static BayesianModel SamplingWeights(BayesianModel model) =>
        model.Inference.Method == InferenceMethod.Auto ? model.With(model.Inference with { Method = InferenceMethod.WeightSampling }) : model;

    private static (string, double)[] Figures(BayesianModel model, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, CancellationToken cancellation)
    {
        int count = rows.Length / model.Posterior.Network.InputCount;
        var probabilities = new float[count * model.Posterior.Network.ClassCount];
        var uncertainties = new PredictiveUncertainty[count];
        model.Predict(rows, probabilities, uncertainties, cancellation);
        List<(string, double)> figures = [];
        if (!labels.IsEmpty)
        {
            figures.Add(("accuracy", ClassificationMetrics.Accuracy(probabilities, labels)));
            figures.Add(("negative log-likelihood", ClassificationMetrics.NegativeLogLikelihood(probabilities, labels)));
            figures.Add(("expected calibration error", ClassificationMetrics.ExpectedCalibrationError(probabilities, labels)));
        }

        figures.Add(("total uncertainty", uncertainties.Average(row => (double)row.Total)));
        figures.Add(("aleatoric uncertainty", uncertainties.Average(row => (double)row.Aleatoric)));
        figures.Add(("epistemic uncertainty", uncertainties.Average(row => (double)row.Epistemic)));
        return [.. figures];
    }
}
