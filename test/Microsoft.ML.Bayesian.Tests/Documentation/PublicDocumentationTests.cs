namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The compiler asks for a summary; a newcomer also asks what each argument means and what comes back.</summary>
[TestClass]
public sealed class PublicDocumentationTests
{
    private static readonly string[] libraries = ["Microsoft.ML.Bayesian.Core", "Microsoft.ML.Bayesian.Quantization", "Microsoft.ML.Bayesian"];

    [TestMethod]
    public void Every_public_member_explains_itself_its_parameters_and_what_it_returns()
    {
        var documentation = new XmlDocumentation(libraries);
        PublicMember[] members = [.. libraries.SelectMany(PublicMember.Of)];
        string[] faults = [.. from member in members from lack in documentation.Lacks(member) select $"{member.Id}: {lack}"];
        Assert.IsEmpty(faults, $"Without text:\n{string.Join('\n', faults)}\n");
        Assert.IsGreaterThan(600, members.Length);
    }
}
