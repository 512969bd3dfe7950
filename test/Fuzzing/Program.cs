// Feeds the readers of model files and of safetensors files with a million damaged files: each must be taken or refused as damaged, within
// ten seconds and a bounded memory. The same seed gives the same files; --only N reads one of them and shows what comes of it.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Bayesian.Tests.Fuzzing;

TimeSpan limit = TimeSpan.FromSeconds(10);
int Option(string name, int otherwise) => Array.IndexOf(args, name) is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
int inputs = Option("--inputs", 1_000_000), seed = Option("--seed", 0), only = Option("--only", -1);
bool failed = false;

foreach (FuzzTarget target in new[] { FuzzTarget.ModelFile(), FuzzTarget.Safetensors() })
{
    var fuzzer = new Fuzzer(target, seed);
    using var watch = new Timer(_ =>
    {
        if (fuzzer.Current > limit)
        {
            Console.Error.WriteLine($"{target.Name}: input {fuzzer.Index} of seed {seed} has not ended after {limit.TotalSeconds} s.");
            Environment.Exit(1);
        }
    }, null, limit, limit / 10);

    var time = Stopwatch.StartNew();
    FuzzReport report = only >= 0 ? fuzzer.Run(only, 1) : fuzzer.Run(0, inputs / 2);
    Console.WriteLine($"{target.Name}: {report.Taken + report.Refused:N0} damaged files of seed {seed} in {time.Elapsed.TotalSeconds:F0} s; {report.Taken:N0} taken, {report.Refused:N0} refused for {report.Reasons.Count} kinds of reasons; " +
        $"slowest {report.Slowest.TotalMilliseconds:F0} ms, most memory for one {report.MostAllocated / 1024.0:N0} KiB");
    foreach ((int index, string problem) in report.Faults)
        Console.WriteLine($"input {index}: {problem}");
    if (only >= 0)
        Console.WriteLine(string.Join('\n', report.Reasons));
    failed |= report.Faults.Count > 0;
}

using var process = Process.GetCurrentProcess();
Console.WriteLine($"peak working set {process.PeakWorkingSet64 >> 20} MiB");
return failed ? 1 : 0;
