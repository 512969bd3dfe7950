using System.Diagnostics;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Two threads that share an engine against one, by the clock on the wall: only an otherwise idle machine has two cores to give.</summary>
internal static class ThreadScaling
{
    private const int Rounds = 5, Calls = 4;

    public static void Measure(BenchmarkReport report, BenchmarkNetwork network)
    {
        float[] rows = BenchmarkNetwork.Rows(1000);
        foreach ((string precision, Posterior posterior) in new[] { ("float32", network.Single), ("jq4", network.Joint4) })
        {
            using var contender = new EngineContender(precision, posterior, InferenceMethod.WeightSampling, samples: 100, cached: false);
            (double one, double two) = (double.PositiveInfinity, double.PositiveInfinity);
            for (int round = 0; round < Rounds; round++)
            {
                one = Math.Min(one, Seconds(contender, rows, threads: 1));
                two = Math.Min(two, Seconds(contender, rows, threads: 2));
            }

            string key = $"{network.Name}.rows1000.{precision}.twoThreads";
            report.Rates[key] = 2 * one / two;
            Console.WriteLine($"{key}: {2 * one / two:0.00} times the rate of one thread");
        }
    }

    private static double Seconds(EngineContender contender, float[] rows, int threads)
    {
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int call = 0; call < Calls; call++)
                contender.Predict(rows);
        }))];
        var watch = Stopwatch.StartNew();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return watch.Elapsed.TotalSeconds;
    }
}
