using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>All that a run found out.</summary>
internal sealed class BenchmarkReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Our rate over the best peer's at that size; for training our seconds over the plain loop's.</summary>
    public SortedDictionary<string, double> Ratios { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows per second, and what else was measured.</summary>
    public SortedDictionary<string, double> Rates { get; } = new(StringComparer.Ordinal);

    /// <summary>The measured peaks of the core.</summary>
    public Dictionary<string, double> Peaks { get; } = [];

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new
    {
        machine = new
        {
            processor = Processor(),
            cores = Environment.ProcessorCount,
            system = RuntimeInformation.OSDescription,
            vectors = Avx512BW.IsSupported ? "512 bit" : Avx2.IsSupported ? "256 bit" : "128 bit",
            peaks = Peaks,
        },
        versions = new
        {
            library = VersionOf(typeof(BayesianModel)),
            runtime = RuntimeInformation.FrameworkDescription,
            torchSharp = VersionOf(typeof(global::TorchSharp.torch)),
            onnxRuntime = VersionOf(typeof(OnnxRuntime.InferenceSession)),
        },
        ratios = Ratios,
        rates = Rates,
    }, Indented));

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? type.Assembly.GetName().Version!.ToString();

    private static string Processor()
    {
        const string Linux = "/proc/cpuinfo";
        string? line = File.Exists(Linux) ? File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
