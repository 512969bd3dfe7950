using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public static class TorchThreads
{
    /// <summary>On tensors this small, threads that wait for each other would take nearly all the time.</summary>
    [AssemblyInitialize]
    public static void UseOne(TestContext _) => set_num_threads(1);
}
