using Mono.Cecil;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// Finds where an assembly lets TorchSharp make an object of a number, by a conversion or within a method of TorchSharp that needs one: such
/// an object can be freed while libtorch uses it.
/// </summary>
internal static class TemporaryScalars
{
    /// <summary>One line per offence, "method: member of TorchSharp", sorted and without repetition.</summary>
    /// <param name="assemblyPath">The assembly; those it refers to lie beside it.</param>
    /// <param name="rooms">The names of the types that may make scalars, since they dispose of them. They too may not call what makes them unseen.</param>
    public static IReadOnlyList<string> MadeBy(string assemblyPath, params string[] rooms)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(assemblyPath));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using ModuleDefinition module = ModuleDefinition.ReadModule(assemblyPath, new ReaderParameters { AssemblyResolver = resolver });
        var makesScalars = new Dictionary<MethodDefinition, bool>();
        return [.. module.GetTypes()
            .SelectMany(type => type.Methods)
            .SelectMany(method => Called(method)
                .Where(called => IsConversion(called) ? !rooms.Contains(Outermost(method.DeclaringType).Name) : MakesScalarsOnce(called))
                .Select(called => $"{method.DeclaringType.FullName}.{method.Name}: {called.FullName}"))
            .Distinct()
            .Order(StringComparer.Ordinal)];

        bool MakesScalarsOnce(MethodDefinition method) => makesScalars.TryGetValue(method, out bool makes) ? makes : makesScalars[method] = MakesScalars(method);
    }

    private static bool IsConversion(MethodDefinition method) =>
        method is { IsStatic: true, ReturnType.FullName: "TorchSharp.Scalar", Parameters: [{ ParameterType.IsValueType: true }] }
        || (method.Name == "op_Implicit" && method.ReturnType.FullName == "TorchSharp.torch/Tensor");

    private static bool MakesScalars(MethodDefinition method)
    {
        var seen = new HashSet<MethodDefinition> { method };
        var waiting = new Stack<MethodDefinition>(seen);
        while (waiting.TryPop(out MethodDefinition? next))
        {
            foreach (MethodDefinition called in Called(next))
            {
                if (IsConversion(called) && called.ReturnType.Name == "Scalar")
                    return true;
                if (seen.Add(called))
                    waiting.Push(called);
            }
        }

        return false;
    }

    private static IEnumerable<MethodDefinition> Called(MethodDefinition method) => !method.HasBody ? [] : method.Body.Instructions
        .Select(instruction => instruction.Operand)
        .OfType<MethodReference>()
        .Where(reference => reference.DeclaringType.GetElementType().Scope.Name is "TorchSharp" or "TorchSharp.dll")
        .Select(reference => reference.Resolve())
        .OfType<MethodDefinition>();

    private static TypeDefinition Outermost(TypeDefinition type) => type.IsNested ? Outermost(type.DeclaringType) : type;
}
