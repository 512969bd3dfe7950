using System.Diagnostics;
using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>A float32 model and its quantized forms, tested by weight sampling, with the same seed.</summary>
/// <param name="Reference">The figures of the float32 model.</param>
/// <param name="Quantized">The figures of the quantized models that are done.</param>
internal sealed record QuantizationComparison(Figures Reference, IReadOnlyList<QuantizedFigures> Quantized)
{
    // All samples of these networks fit, so that they are drawn once rather than for each block of rows.
    private const long SampleCacheBytes = 1L << 29;

    /// <summary>Quantizes a model in every way that the options name, and tests it each time.</summary>
    /// <param name="training">The float32 model.</param>
    /// <param name="data">The sets to calibrate and to test on.</param>
    /// <param name="options">The options.</param>
    /// <param name="kept">Gets all that is known after each model, so that nothing is lost by a later cancellation.</param>
    /// <param name="progress">Told after each block of rows.</param>
    /// <param name="cancellation">Ends the work between blocks of rows.</param>
    public static QuantizationComparison Run(
        Training training, DirtyMnistData data, BenchmarkOptions options, Action<QuantizationComparison> kept, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        InferenceOptions inference = options.Inference with { SampleCount = options.QuantizeSamples, SampleCacheBytes = SampleCacheBytes };
        int parts = 1 + options.Quantizations.Count;
        Figures Test(BayesianModel model, IProgress<WorkProgress> part) => Evaluation.Of(model.With(inference), data, training.Time, part, cancellation).Figures;

        var comparison = new QuantizationComparison(Test(training.Model, new PartialProgress(progress, 0, 1.0 / parts, "float32")), []);
        kept(comparison);
        var models = new QuantizedModels(training.Model, data, options, cancellation);
        foreach (QuantizationCase quantization in options.Quantizations)
        {
            double begin = (1.0 + comparison.Quantized.Count) / parts, share = (quantization.Aware ? 0.5 : 1) / parts;
            var clock = Stopwatch.StartNew();
            BayesianModel model = models.Make(quantization, new PartialProgress(progress, begin, share, quantization.ToString()));
            TimeSpan time = clock.Elapsed;
            Figures figures = Test(model, new PartialProgress(progress, quantization.Aware ? begin + share : begin, share, quantization.ToString()));
            comparison = comparison with { Quantized = [.. comparison.Quantized, new(quantization, comparison.Reference, figures, time)] };
            kept(comparison);
        }

        return comparison;
    }

    private sealed class PartialProgress(IProgress<WorkProgress> whole, double begin, double share, string name) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => whole.Report(new(begin + share * value.Fraction, $"{name}, {value.Text}"));
    }
}
