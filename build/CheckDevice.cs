// Looks at what 'dotnet publish' made for a device: how large it is, and whether torch is in it. dotnet run build/CheckDevice.cs -- FOLDER

#:property GenerateDocumentationFile=true
#:property PublishAot=false

const double MostMegabytes = 20;

if (args.Length != 1 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: dotnet run build/CheckDevice.cs -- FOLDER");
    return 2;
}

// Symbols are for whoever looks for a fault; the program runs without.
var files = new DirectoryInfo(args[0]).GetFiles("*", SearchOption.AllDirectories).Where(file => file.Extension is not (".pdb" or ".dbg")).ToArray();
foreach (var file in files)
    Console.WriteLine($"{file.Length / 1e6,8:F2} MB  {Path.GetRelativePath(args[0], file.FullName)}");
double megabytes = files.Sum(file => file.Length) / 1e6;
Console.WriteLine($"{megabytes,8:F2} MB  in all");

// A program of one file keeps the names of the assemblies in it.
var torch = files.Where(file => IsTorch(file.Name) || Holds(file, "TorchSharp"u8)).ToArray();
foreach (var file in torch)
    Console.Error.WriteLine($"{file.Name} is of torch, or has it in it; scoring needs none of it.");
if (megabytes > MostMegabytes)
    Console.Error.WriteLine($"More than the {MostMegabytes} MB that a trimmed program may take.");
if (files.Length == 0)
    Console.Error.WriteLine("There is nothing in the folder.");
return files.Length > 0 && torch.Length == 0 && megabytes <= MostMegabytes ? 0 : 1;

static bool IsTorch(string name) => name.Contains("torch", StringComparison.OrdinalIgnoreCase);

static bool Holds(FileInfo file, ReadOnlySpan<byte> text) => File.ReadAllBytes(file.FullName).AsSpan().IndexOf(text) >= 0;
