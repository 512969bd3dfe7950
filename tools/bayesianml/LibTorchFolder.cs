using System.Runtime.InteropServices;

namespace BayesianML.CommandLine;

/// <summary>
/// libtorch is larger than all the rest together, so that the tool does not carry it: it is taken from a folder that the user names, or from where NuGet keeps it when a
/// program that trains was built on this machine.
/// </summary>
internal static class LibTorchFolder
{
    public const string Variable = "BAYESIANML_LIBTORCH";

    private static readonly string[] names = OperatingSystem.IsWindows() ? ["c10.dll", "torch_cpu.dll", "torch.dll"]
        : OperatingSystem.IsMacOS() ? ["libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"]
        : ["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"];

    /// <summary>Loads libtorch, so that TorchSharp finds it in the process.</summary>
    /// <param name="given">The folder that the user named, or null.</param>
    /// <exception cref="DllNotFoundException">It is not where it should be.</exception>
    public static void Load(string? given)
    {
        given ??= Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null;
        string folder = given ?? InPackages()
            ?? throw new DllNotFoundException($"Training needs libtorch, which this tool does not carry: name its folder with --libtorch or {Variable}, or build a program that references TorchSharp-cpu once.");
        foreach (string path in names.Select(name => Path.Combine(folder, name)))
        {
            if (File.Exists(path))
                NativeLibrary.Load(path);
            else if (!path.Contains("gomp", StringComparison.Ordinal))
                throw new DllNotFoundException($"The folder '{folder}' has no {Path.GetFileName(path)}, so that it is not that of libtorch.");
        }
    }

    private static string? InPackages()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string platform = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string package = Path.Combine(packages, $"libtorch-cpu-{platform}");
        return Directory.Exists(package)
            ? Directory.GetDirectories(package).OrderDescending().Select(version => Path.Combine(version, "runtimes", platform, "native")).FirstOrDefault(Directory.Exists)
            : null;
    }
}
