using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Quantization.Tests;

[TestClass]
public sealed class ReferenceTests
{
    [TestMethod]
    public void No_assembly_that_Quantization_reaches_references_torch()
    {
        var reached = AssemblyReferences.ReachableFrom("Microsoft.ML.Bayesian.Quantization");

        Assert.Contains("System.Runtime", reached);
        Assert.DoesNotContain(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase), reached);
    }
}
