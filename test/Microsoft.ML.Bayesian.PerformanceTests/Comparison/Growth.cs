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
        foreach (int width in new[] { 50, 200, 400 })
            Measure(report, $"width{width}", Network.Mlp(width, width), 10, 100);
        foreach (int classes in new[] { 2, 100, 1000 })
            Measure(report, $"classes{classes}", Network.Mlp(100, 100), classes, 100);
    }

    private static void Measure(BenchmarkReport report, string name, NetworkDefinition definition, int classes, int samples)
    {
        NetworkArchitecture network = definition.Resolve(784, classes);
        Posterior posterior = BenchmarkNetwork.MakePosterior(network);
        float[] rows = BenchmarkNetwork.Rows(RowCount);
        foreach ((string precision, Posterior scored) in new[] { ("float32", posterior), ("jq4", PosteriorQuantizer.Quantize(posterior, rows, QuantizationOptions.Uniform(QuantizationScheme.Joint, 4))) })
        {
            using var contender = new EngineContender(precision, scored, InferenceMethod.WeightSampling, samples, cached: false);
            contender.Predict(rows);
            double best = 0;
            for (int round = 0; round < 3; round++)
            {
                TimeSpan begin = Environment.CpuUsage.TotalTime;
                contender.Predict(rows);
                best = Math.Max(best, RowCount / (Environment.CpuUsage.TotalTime - begin).TotalSeconds);
            }

            report.Rates[$"growth.{name}.{precision}.sampling"] = best;
            Console.WriteLine($"  growth.{name}.{precision}.sampling: {best:N0} rows/s");
        }
    }
}
