using BenchmarkDotNet.Running;
using Microsoft.ML.Bayesian.PerformanceTests;

if (LoadingCost.IsChild(args))
    return 0;

bool quick = args.Contains("--quick");
int json = Array.IndexOf(args, "--json");
string[] known = ["--quick", "--json", "--kernels"];
string? strange = args.Where((argument, i) => !known.Contains(argument) && (json < 0 || i != json + 1)).FirstOrDefault();
if (strange is not null || json == args.Length - 1 && json >= 0)
{
    Console.Error.WriteLine($"Usage: bench [--quick] [--json FILE] [--kernels]{(strange is null ? "; --json needs a file" : $"; '{strange}' is not known")}");
    return 2;
}

if (args.Contains("--kernels"))
{
    BenchmarkRunner.Run<DrawBenchmarks>();
    return 0;
}

var report = new BenchmarkReport();
CorePeak.Measure(report);
BenchmarkNetwork mlp = BenchmarkNetwork.Mlp;
var table = new PredictionTable(report, quick);
table.Run(mlp, quick ? [1, 64, 1000] : [1, 64, 256, 1000, 100_000]);
table.Run(BenchmarkNetwork.LeNet5, quick ? [1, 256] : [1, 64, 256, 1000]);
new TrainingComparison(report).Run();
LoadingCost.Measure(report, mlp);
Roofline.Measure(report, mlp);
ThreadScaling.Measure(report, mlp);
if (!quick)
{
    Growth.Measure(report);
    StreamingMemory.Measure(report);
}

if (json >= 0)
    report.Write(args[json + 1]);
return 0;
