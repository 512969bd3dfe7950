// Checks what users' restores rely on and no compiler sees: dotnet run build/CheckPackages.cs -- FOLDER

#:property GenerateDocumentationFile=true
#:property PublishAot=false

using System.IO.Compression;
using System.Xml.Linq;

if (args.Length != 1 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: dotnet run build/CheckPackages.cs -- FOLDER-WITH-PACKAGES");
    return 2;
}

var failures = new List<string>();
var core = Read("Microsoft.ML.Bayesian.Core");
var quantization = Read("Microsoft.ML.Bayesian.Quantization");
var bayesian = Read("Microsoft.ML.Bayesian");

Check(core.Files.Contains("buildTransitive/Microsoft.ML.Bayesian.Core.props"),
    "Microsoft.ML.Bayesian.Core lacks buildTransitive/Microsoft.ML.Bayesian.Core.props, without which arm64 applications do not build.");
foreach (var package in new[] { core, quantization })
    Check(!package.Dependencies.Any(IsTorch), $"{package.Id} depends on {string.Join(", ", package.Dependencies.Where(IsTorch))}; scoring must not load libtorch.");
Check(bayesian.Dependencies.Contains("TorchSharp"), "Microsoft.ML.Bayesian does not depend on TorchSharp.");
Check(!bayesian.Dependencies.Any(IsLibtorchFlavour),
    $"Microsoft.ML.Bayesian depends on {string.Join(", ", bayesian.Dependencies.Where(IsLibtorchFlavour))}; the application chooses the libtorch flavour.");
foreach (var package in new[] { core, quantization, bayesian })
    foreach (var file in new[] { $"lib/net10.0/{package.Id}.dll", $"lib/net10.0/{package.Id}.xml", "README.md" })
        Check(package.Files.Contains(file), $"{package.Id} lacks {file}.");

// A tool carries what it needs, and shares a machine with many others: small, and for every platform.
var tool = Read("bayesianml");
Check(tool.Files.Any(file => file.EndsWith("/DotnetToolSettings.xml", StringComparison.Ordinal)), "bayesianml lacks DotnetToolSettings.xml, without which it cannot be installed.");
Check(tool.Files.Any(file => file.EndsWith("/Microsoft.ML.Bayesian.Quantization.dll", StringComparison.Ordinal)), "bayesianml lacks Microsoft.ML.Bayesian.Quantization.dll, without which it cannot read small models.");
Check(!tool.Files.Any(IsLibtorch), $"bayesianml carries {string.Join(", ", tool.Files.Where(IsLibtorch))}; who searches names the folder of libtorch.");

foreach (var failure in failures)
    Console.Error.WriteLine(failure);
Console.WriteLine(failures.Count == 0 ? "The packages hold what they should." : $"{failures.Count} fault(s) in the packages.");
return failures.Count == 0 ? 0 : 1;

void Check(bool holds, string failure)
{
    if (!holds)
        failures.Add(failure);
}

static bool IsTorch(string id) => id.Contains("torch", StringComparison.OrdinalIgnoreCase);

static bool IsLibtorch(string file) => Path.GetFileNameWithoutExtension(file) is "torch_cpu" or "libtorch_cpu";

static bool IsLibtorchFlavour(string id) =>
    id.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase) || id.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase);

Package Read(string id)
{
    // Ids are prefixes of each other, hence the digit: a version follows.
    var paths = Directory.GetFiles(args[0], $"{id}.*.nupkg").Where(path => char.IsDigit(Path.GetFileName(path)[id.Length + 1])).ToArray();
    if (paths.Length != 1)
    {
        failures.Add($"Expected one package {id} in '{args[0]}', found {paths.Length}.");
        return new Package(id, [], []);
    }

    using var archive = ZipFile.OpenRead(paths[0]);
    using var specification = archive.GetEntry($"{id}.nuspec")!.Open();
    var dependencies = XDocument.Load(specification).Descendants().Where(element => element.Name.LocalName == "dependency");
    return new Package(
        id,
        [.. archive.Entries.Select(entry => entry.FullName)],
        [.. dependencies.Select(element => element.Attribute("id")!.Value)]);
}

internal sealed record Package(string Id, HashSet<string> Files, HashSet<string> Dependencies);
