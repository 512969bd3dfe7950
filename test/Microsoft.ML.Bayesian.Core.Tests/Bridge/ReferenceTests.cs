namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class ReferenceTests
{
    [TestMethod]
    public void No_assembly_that_Core_reaches_references_torch()
    {
        var reached = AssemblyReferences.ReachableFrom("Microsoft.ML.Bayesian.Core");

        // The walk went through ML.NET, and did not merely find no files.
        Assert.Contains("Microsoft.ML.Core", reached);
        Assert.DoesNotContain(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase), reached);
    }
}
