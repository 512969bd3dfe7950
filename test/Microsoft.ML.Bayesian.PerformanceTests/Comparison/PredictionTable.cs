namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>
/// Rows per second of all contenders, measured in turns within one process: whatever disturbs the machine disturbs all of them. Of each the best
/// round counts, in processor time.
/// </summary>
internal sealed class PredictionTable(BenchmarkReport report, bool quick)
{
    private const int Samples = 100;

    // Peers get a large set of rows in blocks, as one would give them; so do we.
    private const int LargestBlock = 1000;

    // Two draws of a hundred samples differ by less; approximations by less than the second.
    private const double LargestDifference = 0.03, LargestBias = 0.1;

    private TimeSpan ShortestRun => TimeSpan.FromSeconds(quick ? 0.15 : 0.5);

    public void Run(BenchmarkNetwork network, IEnumerable<int> rowCounts)
    {
        Console.WriteLine($"{network.Name}: {network.MultiplyAdds:N0} multiply–adds a row and sample, {network.Parameters:N0} draws a sample, {Samples} samples");
        IContender[] peers = [new TorchPeer(network, Samples, predrawn: false), new TorchPeer(network, Samples, predrawn: true),
            new OnnxPeer(network, Samples, predrawn: false), new OnnxPeer(network, Samples, predrawn: true)];
        IContender[] all = [.. peers, .. EngineContender.All(network, Samples)];
        Check(all, network);
        foreach (int count in rowCounts)
        {
            double[] rates = Measure(all, BenchmarkNetwork.Rows(Math.Min(count, LargestBlock)), count);
            double best = rates.Take(peers.Length).Max();
            for (int i = 0; i < all.Length; i++)
            {
                string key = $"{network.Name}.rows{count}.{all[i].Name}";
                report.Rates[key] = rates[i];
                if (i >= peers.Length)
                    report.Ratios[key] = rates[i] / best;
                Console.WriteLine($"  {key,-48} {rates[i],12:N0} rows/s {rates[i] / best,8:0.00} × best peer  {rates[i] * network.MultiplyAdds * Samples / 1e9,7:0.0} GMAC/s as weight sampling counts");
            }
        }

        foreach (IContender contender in all)
            contender.Dispose();
    }

    private double[] Measure(IContender[] contenders, float[] block, int count)
    {
        int calls = Math.Max(1, count / LargestBlock), rounds = count > LargestBlock ? 1 : quick ? 2 : 5;
        var best = new double[contenders.Length];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                contenders[i].Predict(block);
                long predicted = 0;
                TimeSpan begin = Environment.CpuUsage.TotalTime, spent;
                do
                {
                    for (int call = 0; call < calls; call++)
                        contenders[i].Predict(block);
                    predicted += count;
                    spent = Environment.CpuUsage.TotalTime - begin;
                }
                while (spent < ShortestRun);
                best[i] = Math.Max(best[i], predicted / spent.TotalSeconds);
            }
        }

        return best;
    }

    /// <summary>Before anything is timed: all must give the same answer, as far as a hundred samples tell.</summary>
    private static void Check(IContender[] contenders, BenchmarkNetwork network)
    {
        float[] rows = BenchmarkNetwork.Rows(64, seed: 11);
        using var reference = new EngineContender("reference", network.Single, InferenceMethod.WeightSampling, 1000, cached: false);
        (float[] expected, float[] epistemic) = reference.Predict(rows);
        foreach (IContender contender in contenders)
        {
            (float[] probabilities, float[] own) = contender.Predict(rows);
            double difference = Distance(expected, probabilities), drift = Distance(epistemic, own);
            bool exact = contender.Name is not ("float32.moments" or "float32.covariance") && !contender.Name.StartsWith("jq4", StringComparison.Ordinal);
            if (!(difference <= (exact ? LargestDifference : LargestBias) && drift <= 2 * LargestBias))
                throw new InvalidOperationException($"{contender.Name} gives other answers on {network.Name}: probabilities differ by {difference:0.000}, epistemic uncertainty by {drift:0.000} on average.");
            Console.WriteLine($"  checked {contender.Name,-36} probabilities differ by {difference:0.0000}, epistemic uncertainty by {drift:0.0000} nats");
        }
    }

    private static double Distance(float[] first, float[] second) => first.Length == second.Length ? first.Zip(second, (x, y) => Math.Abs((double)x - y)).Average() : double.NaN;
}
