namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>
/// The multiply–adds per second of whole predictions by weight sampling, against the measured peak of the core. The rows have no 0 in them, so that nothing is
/// left out; draws are kept; everything else counts as overhead: loading, quantizing, activations, softmax.
/// </summary>
internal static class Roofline
{
    private const int RowCount = 1000;

    public static void Measure(BenchmarkReport report, BenchmarkNetwork network)
    {
        var random = new Random(1);
        float[] rows = [.. Enumerable.Range(0, RowCount * network.Network.InputCount).Select(_ => 0.1f + 0.9f * random.NextSingle())];
        foreach ((string precision, string peak, Posterior posterior) in new[] { ("float32", "float32", network.Single), ("jq4", "bytes", network.Joint4) })
        {
            if (!report.Peaks.TryGetValue(peak, out double most))
                continue;
            using var contender = new EngineContender(precision, posterior, InferenceMethod.WeightSampling, samples: 100, cached: true);
            double seconds = Stopwatches.BestProcessorTime(() => contender.Predict(rows), rounds: 4), share = RowCount * network.MultiplyAdds * 100 / seconds / most;
            report.Rates[$"{network.Name}.{precision}.shareOfPeak"] = share;
            Console.WriteLine($"{network.Name} {precision}: {share:P0} of the core's peak, rows without a 0");
        }
    }
}
