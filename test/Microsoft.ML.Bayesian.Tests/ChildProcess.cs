using System.Diagnostics;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Tests of this assembly in a process of their own.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process, string output) => (this.process, Output) = (process, output);

    public int ExitCode => process.ExitCode;

    /// <summary>Everything that it wrote.</summary>
    public string Output { get; }

    /// <summary>Runs tests to their end, or to that of their process.</summary>
    public static ChildProcess RunTest(string filter, params (string Name, string Value)[] environment)
    {
        string host = Path.ChangeExtension(typeof(ChildProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(host, ["--filter", filter, "--minimum-expected-tests", "1", "--progress", "off"]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process, output);
    }

    public void Dispose() => process.Dispose();
}
