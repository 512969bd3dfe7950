using System.Xml.Linq;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The XML documentation of the libraries, with what is inherited put in its place.</summary>
internal sealed class XmlDocumentation(IEnumerable<string> assemblyNames)
{
    private readonly Dictionary<string, XElement> members = assemblyNames
        .SelectMany(name => XDocument.Load(Path.Combine(AppContext.BaseDirectory, name + ".xml")).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>What the documentation of a member lacks, one word or two for each fault.</summary>
    public IEnumerable<string> Lacks(PublicMember member)
    {
        XElement[] sources = [.. Sources(member.Id, member.Inherits)];
        // The compiler insists on words for what is written, so a constructor without any was not written.
        if (sources.Length == 0 && member.Id.EndsWith(".#ctor", StringComparison.Ordinal))
            return [];
        IEnumerable<string> parts = ["summary", .. member.Parameters.Select(name => $"param {name}"), .. member.TypeParameters.Select(name => $"typeparam {name}")];
        return (member.Returns ? parts.Append("returns") : parts).Where(part => !sources.Any(source => Has(source, part)));
    }

    private IEnumerable<XElement> Sources(string id, IReadOnlyList<string> inherits)
    {
        if (!members.TryGetValue(id, out XElement? element))
            return inherits.Where(members.ContainsKey).SelectMany(inherited => Sources(inherited, []));
        return element.Elements("inheritdoc")
            .SelectMany(inherited => inherited.Attribute("cref") is { } reference ? Sources(reference.Value, []) : inherits.SelectMany(each => Sources(each, [])))
            .Prepend(element);
    }

    private static bool Has(XElement source, string part)
    {
        string[] words = part.Split(' ');
        return source.Elements(words[0]).Any(element => (words.Length == 1 || element.Attribute("name")?.Value == words[1]) && !element.IsEmpty && (element.HasElements || element.Value.Trim().Length > 0));
    }
}
