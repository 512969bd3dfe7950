using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Reads from the files beside the test which assemblies an assembly needs, without loading any of them.</summary>
internal static class AssemblyReferences
{
    /// <summary>
    /// The simple names of all assemblies that are reachable by references, the given one included. An assembly without a
    /// file beside the test belongs to the framework: it is named, and not followed.
    /// </summary>
    public static IReadOnlySet<string> ReachableFrom(string assemblyName)
    {
        var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var pending = new Stack<string>([assemblyName]);
        while (pending.TryPop(out var name))
        {
            if (!reached.Add(name))
                continue;
            foreach (var reference in DirectReferences(name))
                pending.Push(reference);
        }
        return reached;
    }

    private static string[] DirectReferences(string assemblyName)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assemblyName + ".dll");
        if (!File.Exists(path))
            return [];
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
