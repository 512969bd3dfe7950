using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Posteriors;

[TestClass]
public sealed class PosteriorTests
{
    private static readonly NetworkArchitecture Architecture = Network.Mlp(3).Resolve(2, 2);

    [TestMethod]
    public void Layers_must_be_as_many_as_have_parameters()
    {
        Posterior whole = EngineCases.Posterior(Architecture);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Posterior(Architecture, [whole.Layers[0]], whole.Prior)).Message, "2 layers with parameters, but 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Posterior(Architecture, [.. whole.Layers, whole.Layers[1]], whole.Prior)).Message, "2 layers with parameters, but 3");
    }

    [TestMethod]
    public void Tensors_of_another_shape_are_named_with_what_they_have_and_need()
    {
        Posterior whole = EngineCases.Posterior(Architecture);
        LayerPosterior swapped = new(Tensor([2, 3]), whole.Layers[0].Bias), shortBias = new(whole.Layers[1].Weight, Tensor([3]));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Posterior(Architecture, [swapped, whole.Layers[1]], whole.Prior)).Message, "'dense1.weight' must have shape [3, 2], but it has [2, 3]");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Posterior(Architecture, [whole.Layers[0], shortBias], whole.Prior)).Message, "'dense2.bias' must have shape [2], but it has [3]");
    }

    [TestMethod]
    public void Divergence_is_the_sum_over_all_tensors()
    {
        Posterior posterior = EngineCases.Posterior(Architecture);
        double expected = posterior.Tensors.Sum(tensor => posterior.Prior.KullbackLeiblerDivergence(tensor.Mean.ToArray(), tensor.StandardDeviation.ToArray()));
        Assert.AreEqual(expected, posterior.KullbackLeiblerDivergence(), 1e-12);
        Assert.AreEqual(4, posterior.Tensors.Count());
        Assert.AreEqual(2 * 4 * Architecture.ParameterCount, posterior.ByteCount);
    }

    [TestMethod]
    public void Every_part_must_be_given()
    {
        Posterior whole = EngineCases.Posterior(Architecture);
        Assert.ThrowsExactly<ArgumentNullException>(() => new Posterior(null!, whole.Layers, whole.Prior));
        Assert.ThrowsExactly<ArgumentNullException>(() => new Posterior(Architecture, null!, whole.Prior));
        Assert.ThrowsExactly<ArgumentNullException>(() => new Posterior(Architecture, whole.Layers, null!));
    }

    private static VariationalTensor Tensor(int[] shape)
    {
        float[] ones = [.. Enumerable.Repeat(1f, shape.Aggregate(1, (product, size) => product * size))];
        return new("any", shape, ones, ones);
    }
}
