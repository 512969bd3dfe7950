using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Processor time and memory of a process that loads a model and scores one row, beyond one that does neither.</summary>
internal static class LoadingCost
{
    private const string Argument = "--load";

    private const int Runs = 5;

    public static void Measure(BenchmarkReport report, BenchmarkNetwork network)
    {
        foreach ((string precision, Posterior posterior) in new[] { ("float32", network.Single), ("jq4", network.Joint4) })
        {
            string path = Path.GetTempFileName();
            try
            {
                new BayesianModel(posterior).Save(path);
                (double emptySeconds, long emptyBytes) = Best("");
                (double seconds, long bytes) = Best(path);
                string key = $"{network.Name}.{precision}.load";
                (report.Rates[key + ".milliseconds"], report.Rates[key + ".peakBytes"]) = (1000 * (seconds - emptySeconds), bytes - emptyBytes);
                Console.WriteLine($"{key}: {1000 * (seconds - emptySeconds):0} ms of processor time and {(bytes - emptyBytes) / 1e6:0.0} MB beyond an empty process; the file has {new FileInfo(path).Length:N0} bytes");
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>In the child process: loads the file, if one is named, scores a row, and tells what it took.</summary>
    public static bool IsChild(string[] arguments)
    {
        if (arguments is not [Argument, string path])
            return false;
        if (path.Length > 0)
            BayesianModel.Load(path).Predict(BenchmarkNetwork.Rows(1));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalSeconds} {process.PeakWorkingSet64}"));
        return true;
    }

    private static (double Seconds, long Bytes) Best(string path)
    {
        (double Seconds, long Bytes) best = (double.PositiveInfinity, long.MaxValue);
        for (int run = 0; run < Runs; run++)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(LoadingCost).Assembly.Location, Argument, path]) { RedirectStandardOutput = true, Environment = { ["DOTNET_TieredCompilation"] = "1" } };
            using Process child = Process.Start(start)!;
            string[] told = child.StandardOutput.ReadToEnd().Split();
            child.WaitForExit();
            if (child.ExitCode != 0)
                throw new InvalidOperationException($"The process that loads a model ended with code {child.ExitCode}.");
            best = (Math.Min(best.Seconds, double.Parse(told[0], CultureInfo.InvariantCulture)), Math.Min(best.Bytes, long.Parse(told[1], CultureInfo.InvariantCulture)));
        }

        return best;
    }
}
