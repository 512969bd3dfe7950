using Microsoft.ML;
using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>Makes the quantized models of one trained model, with its training rows for calibration, through the API that any user has.</summary>
internal sealed class QuantizedModels
{
    private readonly MLContext mlContext;
    private readonly BayesianClassificationTransformer exact;
    private readonly IDataView rows;
    private readonly SviClassificationTrainer.Options training;

    /// <param name="exact">The float32 model.</param>
    /// <param name="data">The sets that it was trained on.</param>
    /// <param name="options">How it was trained.</param>
    /// <param name="cancellation">Ends the training of quantized models.</param>
    public QuantizedModels(BayesianModel exact, DirtyMnistData data, BenchmarkOptions options, CancellationToken cancellation)
    {
        training = Training.OptionsOf(options, cancellation);
        mlContext = new(options.Seed);
        this.exact = mlContext.Bayesian.ScoringTransformer(exact, nameof(TrainingRow.Features));
        rows = mlContext.Data.LoadFromEnumerable(data.RowsToTrainOn(options.MovedCopies, options.Seed));
    }

    /// <summary>Makes one of them, after training or by training the float32 model on with quantization in the loop.</summary>
    /// <param name="quantization">How to quantize.</param>
    /// <param name="progress">Told after each epoch of training.</param>
    public BayesianModel Make(QuantizationCase quantization, IProgress<WorkProgress> progress) => quantization.Aware
        ? mlContext.Bayesian.SviClassifier(training with { Progress = new TrainingProgress(progress) }).WithQuantization(quantization.Options).Fit(rows, validationData: null, initialModel: exact.Model).Model
        : mlContext.Bayesian.Quantize(exact, quantization.Options, rows).Model;
}
