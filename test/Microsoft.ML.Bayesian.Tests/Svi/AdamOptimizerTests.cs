using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class AdamOptimizerTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(1027)]
    public void It_steps_as_the_optimizer_of_torch_does_in_single_and_in_double_precision(int count)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        Tensor start = randn([2, count], ScalarType.Float64, generator: random), single = start.to(ScalarType.Float32);
        Tensor[] gradients = [.. Enumerable.Range(0, 6).Select(_ => randn([2, count], ScalarType.Float64, generator: random))];
        var expected = new global::TorchSharp.Modules.Parameter(start.clone());
        using var reference = optim.Adam([expected], 0.01);
        using var ofSingle = new AdamOptimizer(single);
        using var ofDouble = new AdamOptimizer(start);
        foreach (Tensor gradient in gradients)
        {
            expected.grad = gradient.clone();
            reference.step();
            ofSingle.Step(gradient.to(ScalarType.Float32), 0.01);
            ofDouble.Step(gradient, 0.01);
        }

        Assert.IsTrue(start.allclose(expected.detach(), 1e-10, 1e-12));
        Assert.IsTrue(single.to(ScalarType.Float64).allclose(expected.detach(), 1e-5, 1e-6));
    }
}
