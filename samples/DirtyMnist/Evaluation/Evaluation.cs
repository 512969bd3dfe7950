using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>A model's predictions on the three test sets, and the figures that follow from them.</summary>
internal sealed record Evaluation(Figures Figures, BayesianClassificationMetrics OnMnist, SetPrediction Mnist, SetPrediction Ambiguous, SetPrediction Fashion)
{
    /// <summary>Tests a model.</summary>
    /// <param name="model">The model; it scores with its own options.</param>
    /// <param name="data">The test sets.</param>
    /// <param name="trainingTime">How long it took to train, for the record; null where nobody knows.</param>
    /// <param name="progress">Told after each block of rows.</param>
    /// <param name="cancellation">Ends the test between blocks of rows.</param>
    public static Evaluation Of(BayesianModel model, DirtyMnistData data, TimeSpan? trainingTime, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        int done = 0, all = data.Mnist.Count + data.Ambiguous.Count + data.Fashion.Count;
        SetPrediction Predict(ImageSet set) => SetPrediction.Of(model, set, rows =>
        {
            done += rows;
            progress.Report(new((double)done / all, $"{done:N0} of {all:N0} images"));
        }, cancellation);

        SetPrediction mnist = Predict(data.Mnist), ambiguous = Predict(data.Ambiguous), fashion = Predict(data.Fashion);
        BayesianClassificationMetrics onMnist = mnist.Metrics();
        SetMeans Means(Func<PredictiveUncertainty, float> part) => new(mnist.Mean(part), ambiguous.Mean(part), fashion.Mean(part));
        double Auroc(SetPrediction positives, Func<PredictiveUncertainty, float> part) =>
            ClassificationMetrics.AreaUnderRocCurve(positives.Values(part), mnist.Values(part));

        var figures = new Figures
        {
            Accuracy = new(onMnist.Accuracy, ambiguous.Metrics().Accuracy),
            NegativeLogLikelihood = onMnist.NegativeLogLikelihood,
            ExpectedCalibrationError = onMnist.ExpectedCalibrationError,
            Total = Means(uncertainty => uncertainty.Total),
            Aleatoric = Means(uncertainty => uncertainty.Aleatoric),
            Epistemic = Means(uncertainty => uncertainty.Epistemic),
            Auroc = new(
                new(Auroc(fashion, uncertainty => uncertainty.Epistemic), Auroc(fashion, uncertainty => uncertainty.Total)),
                new(Auroc(ambiguous, uncertainty => uncertainty.Aleatoric))),
            TrainingSeconds = trainingTime?.TotalSeconds,
            Parameters = model.Posterior.Network.ParameterCount,
            ModelBytes = FileLength(model),
            PosteriorBytes = model.Posterior.ByteCount,
        };
        return new(figures, onMnist, mnist, ambiguous, fashion);
    }

    private static long FileLength(BayesianModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.Length;
    }
}
