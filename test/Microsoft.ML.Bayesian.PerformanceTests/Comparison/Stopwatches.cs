namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Times that other work on the machine disturbs little.</summary>
internal static class Stopwatches
{
    /// <summary>The shortest processor time of several rounds, in seconds, after one round that does not count.</summary>
    public static double BestProcessorTime(Action work, int rounds)
    {
        work();
        double best = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - begin).TotalSeconds);
        }

        return best;
    }
}
