using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>How the time of a row grows with samples, width and classes.</summary>
internal static class Growth
{
    private const int RowCount = 256;

    public static void Measure(BenchmarkReport report)
    {
        foreach (int samples in new[] { 25, 100, 400 })
            Measure(report, $"samples{samples}", Network.Mlp(100, 100), 10, samples);
        MeasureAdaptive(report);
        foreach (int width in new[] { 50, 200, 400 })
            Measure(report, $"width{width}", Network.Mlp(width, width), 10, 100);
        foreach (int classes in new[] { 2, 100, 1000 })
            Measure(report, $"classes{classes}", Network.Mlp(100, 100), classes, 100);
    }

    // Up to a thousand samples, for a row only as many as it needs.
    private static void MeasureAdaptive(BenchmarkReport report)
    {
        BenchmarkNetwork network = BenchmarkNetwork.Mlp;
        float[] rows = BenchmarkNetwork.Rows(RowCount), probabilities = new float[RowCount * 10];
        var uncertainties = new PredictiveUncertainty[RowCount];
        var counts = new int[RowCount];
        foreach (AdaptiveSampling? adaptive in new[] { null, new AdaptiveSampling() })
        {
            var engine = PredictiveEngine.Create(network.Joint4, new() { Method = InferenceMethod.WeightSampling, SampleCount = 1000, SampleCacheBytes = 0, Adaptive = adaptive });
            double seconds = Stopwatches.BestProcessorTime(() => engine.Predict(rows, probabilities, uncertainties, counts), rounds: 3);
            string key = $"growth.samples1000.jq4.{(adaptive is null ? "sampling" : "adaptive")}";
            (report.Rates[key], report.Rates[key + ".meanSamples"]) = (RowCount / seconds, counts.Average());
            Console.WriteLine($"  {key}: {RowCount / seconds:N0} rows/s, {counts.Average():0} samples a row");
        }
    }

    private static void Measure(BenchmarkReport report, string name, NetworkDefinition definition, int classes, int samples)
    {
        NetworkArchitecture network = definition.Resolve(784, classes);
        Posterior posterior = BenchmarkNetwork.MakePosterior(network);
        float[] rows = BenchmarkNetwork.Rows(RowCount);
        foreach ((string precision, Posterior scored) in new[] { ("float32", posterior), ("jq4", PosteriorQuantizer.Quantize(posterior, rows, QuantizationOptions.Uniform(QuantizationScheme.Joint, 4))) })
        {
            using var contender = new EngineContender(precision, scored, InferenceMethod.WeightSampling, samples, cached: false);
            double best = RowCount / Stopwatches.BestProcessorTime(() => contender.Predict(rows), rounds: 3);
            report.Rates[$"growth.{name}.{precision}.sampling"] = best;
            Console.WriteLine($"  growth.{name}.{precision}.sampling: {best:N0} rows/s");
        }
    }
}
