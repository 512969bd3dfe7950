using System.Reflection;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class AssemblyVersionTests
{
    [TestMethod]
    [DataRow("Microsoft.ML.Bayesian.Core")]
    [DataRow("Microsoft.ML.Bayesian.Quantization")]
    [DataRow("Microsoft.ML.Bayesian")]
    public void Assembly_version_never_moves_because_saved_models_name_it(string assemblyName)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assemblyName + ".dll");

        Assert.AreEqual(new Version(1, 0, 0, 0), AssemblyName.GetAssemblyName(file).Version);
    }
}
