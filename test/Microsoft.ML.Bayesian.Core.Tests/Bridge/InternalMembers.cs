using Mono.Cecil;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// Finds which members of ML.NET an assembly binds to although ML.NET keeps them to itself: those it refers to, those it
/// overrides, and those of internal interfaces that it implements. Judged by the genuine ML.NET assemblies beside the test.
/// </summary>
internal static class InternalMembers
{
    /// <summary>One line per member, "assembly: member", sorted and without repetition.</summary>
    public static IReadOnlyList<string> BoundBy(string assemblyPath)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using var module = ModuleDefinition.ReadModule(assemblyPath, new ReaderParameters { AssemblyResolver = resolver });

        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in module.GetTypeReferences().Select(reference => reference.Resolve()))
        {
            if (IsOfMLNet(type) && !IsVisible(type))
                members.Add(Line(type, type.FullName));
        }
        foreach (var reference in module.GetMemberReferences())
        {
            if (reference.DeclaringType.Resolve() is { } declaring && IsOfMLNet(declaring) && reference.Resolve() is { } member && !IsVisible(member))
                members.Add(Line(declaring, member.FullName));
        }
        foreach (var type in module.GetTypes())
        {
            foreach (var member in Overridden(type).Concat(Implemented(type)).Where(member => !IsVisible(member)))
                members.Add(Line(member.DeclaringType, member.FullName));
        }
        return [.. members];
    }

    // An override binds by name and signature, which no reference in the metadata records.
    private static IEnumerable<MethodDefinition> Overridden(TypeDefinition type)
    {
        var overrides = type.Methods.Where(method => method.IsVirtual && !method.IsNewSlot).ToArray();
        for (var parent = type.BaseType?.Resolve(); parent is not null; parent = parent.BaseType?.Resolve())
        {
            if (!IsOfMLNet(parent))
                continue;
            foreach (var method in parent.Methods.Where(method => method.IsVirtual))
            {
                if (overrides.Any(other => other.Name == method.Name && other.Parameters.Count == method.Parameters.Count))
                    yield return method;
            }
        }
    }

    private static IEnumerable<MethodDefinition> Implemented(TypeDefinition type) =>
        type.Interfaces.Select(implementation => implementation.InterfaceType.Resolve())
            .Where(IsOfMLNet)
            .SelectMany(contract => contract.Methods);

    private static bool IsOfMLNet(TypeDefinition? type) => type?.Module.Assembly.Name.Name is "Microsoft.ML.Core" or "Microsoft.ML.Data";

    private static bool IsVisible(IMemberDefinition member) => member switch
    {
        TypeDefinition { IsNested: true } type => (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsVisible(type.DeclaringType),
        TypeDefinition type => type.IsPublic,
        MethodDefinition method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && IsVisible(method.DeclaringType),
        FieldDefinition field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && IsVisible(field.DeclaringType),
        _ => true,
    };

    private static string Line(TypeDefinition owner, string member) => $"{owner.Module.Assembly.Name.Name}: {member}";
}
