using Microsoft.ML;
using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>Makes the quantized models of one trained model, with its training rows for calibration, through the API that any user has.</summary>
internal sealed class QuantizedModels
{
    private readonly MLContext mlContext;
    private readonly BayesianClassificationTransformer exact;
    private readonly IDataView rows;

    /// <param name="exact">The float32 model.</param>
    /// <param name="data">The sets that it was trained on.</param>
    /// <param name="options">How it was trained.</param>
    public QuantizedModels(BayesianModel exact, DirtyMnistData data, BenchmarkOptions options)
    {
        mlContext = new(options.Seed);
        this.exact = mlContext.Bayesian.ScoringTransformer(exact, nameof(TrainingRow.Features));
        rows = mlContext.Data.LoadFromEnumerable(data.RowsToTrainOn(options));
    }

    /// <summary>Makes one of them.</summary>
    public BayesianModel Make(QuantizationCase quantization) => mlContext.Bayesian.Quantize(exact, quantization.Options, rows).Model;
}
