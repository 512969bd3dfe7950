using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>A type or member that a user of a library can name, and what its documentation owes.</summary>
/// <param name="Id">The name in the XML documentation.</param>
/// <param name="Parameters">The names of its parameters.</param>
/// <param name="TypeParameters">The names of its own type parameters.</param>
/// <param name="Returns">Whether it gives something back.</param>
/// <param name="Inherits">The names of what it overrides or implements, nearest first.</param>
internal sealed record PublicMember(string Id, IReadOnlyList<string> Parameters, IReadOnlyList<string> TypeParameters, bool Returns, IReadOnlyList<string> Inherits)
{
    /// <summary>The public and protected types and members of an assembly beside the test, without those that the compiler adds to records.</summary>
    public static IReadOnlyList<PublicMember> Of(string assemblyName)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, assemblyName + ".dll"), new ReaderParameters { AssemblyResolver = resolver });
        return [.. assembly.MainModule.GetTypes().Where(IsVisible).SelectMany(Of)];
    }

    private static IEnumerable<PublicMember> Of(TypeDefinition type)
    {
        MethodDefinition? invoke = type.BaseType?.FullName == typeof(MulticastDelegate).FullName ? type.Methods.Single(method => method.Name == "Invoke") : null;
        string[] outer = [.. type.DeclaringType?.GenericParameters.Select(parameter => parameter.Name) ?? []];
        yield return new(
            DocCommentId.GetDocCommentId(type),
            [.. invoke?.Parameters.Select(parameter => parameter.Name) ?? []],
            [.. type.GenericParameters.Select(parameter => parameter.Name).Except(outer)],
            invoke is not null && Gives(invoke),
            []);
        if (invoke is not null)
            yield break;

        foreach (FieldDefinition field in type.Fields.Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName))
            yield return new(DocCommentId.GetDocCommentId(field), [], [], Returns: false, []);

        foreach (PropertyDefinition property in type.Properties.Where(property => property.Name != "EqualityContract"))
        {
            if ((property.GetMethod ?? property.SetMethod) is { } accessor && IsVisible(accessor))
                yield return new(DocCommentId.GetDocCommentId(property), [.. property.Parameters.Select(parameter => parameter.Name)], [], Returns: false, [.. Bases(accessor).Select(PropertyId)]);
        }

        foreach (EventDefinition happening in type.Events.Where(happening => IsVisible(happening.AddMethod)))
            yield return new(DocCommentId.GetDocCommentId(happening), [], [], Returns: false, []);

        foreach (MethodDefinition method in type.Methods.Where(method => IsVisible(method) && !method.IsGetter && !method.IsSetter && !method.IsAddOn && !method.IsRemoveOn))
        {
            if (!IsByCompiler(method))
            {
                bool isExtensionProperty = method.IsStatic && method.Name.StartsWith("get_", StringComparison.Ordinal);
                yield return new(
                    DocCommentId.GetDocCommentId(method),
                    isExtensionProperty ? [] : [.. method.Parameters.Select(parameter => parameter.Name)],
                    [.. method.GenericParameters.Select(parameter => parameter.Name)],
                    Gives(method) && !isExtensionProperty,
                    [.. Bases(method).Select(DocCommentId.GetDocCommentId)]);
            }
        }
    }

    private static bool IsVisible(TypeDefinition type) =>
        (type.DeclaringType is null ? type.IsPublic : IsVisible(type.DeclaringType) && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly))
        && !type.Name.Contains('<');

    private static bool IsVisible(MethodDefinition? method) =>
        method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<');

    private static bool IsByCompiler(MethodDefinition method) => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute");

    private static bool Gives(MethodDefinition method) => method.ReturnType.FullName != typeof(void).FullName;

    private static string PropertyId(MethodDefinition accessor) =>
        DocCommentId.GetDocCommentId(accessor.DeclaringType.Properties.Single(property => property.GetMethod == accessor || property.SetMethod == accessor));

    private static IEnumerable<MethodDefinition> Bases(MethodDefinition method)
    {
        for (MethodDefinition at = method, next = at.GetBaseMethod(); next != at; at = next, next = at.GetBaseMethod())
            yield return next;
        foreach (TypeReference reference in method.DeclaringType.Interfaces.Select(implementation => implementation.InterfaceType))
        {
            foreach (MethodDefinition candidate in reference.Resolve().Methods.Where(other => other.Name == method.Name && other.Parameters.Count == method.Parameters.Count))
                yield return candidate;
        }
    }
}
