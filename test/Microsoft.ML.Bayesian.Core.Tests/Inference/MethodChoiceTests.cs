using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
public sealed class MethodChoiceTests
{
    [TestMethod]
    public void Dense_networks_are_scored_by_local_reparameterization_and_convolutions_by_weight_sampling()
    {
        Assert.AreEqual(InferenceMethod.LocalReparameterization, Chosen(EngineCases.Mlp, 100));
        Assert.AreEqual(InferenceMethod.LocalReparameterization, Chosen(Network.Mlp().Resolve(4, 2), 2));
        Assert.AreEqual(InferenceMethod.WeightSampling, Chosen(EngineCases.Convolutional, 100));
    }

    [TestMethod]
    public void Weight_sampling_is_chosen_where_it_needs_fewer_multiply_adds()
    {
        // 50 weights below and 100 above: 2·50 + S·2·100 for the one, S·150 for the other.
        Assert.AreEqual(InferenceMethod.WeightSampling, Chosen(Network.Mlp(10).Resolve(5, 10), 1_000_000));

        // 60 below and 30 above: 120 + 60·S against 90·S, equal at 4.
        Assert.AreEqual(InferenceMethod.WeightSampling, Chosen(Network.Mlp(6).Resolve(10, 5), 3));
        Assert.AreEqual(InferenceMethod.LocalReparameterization, Chosen(Network.Mlp(6).Resolve(10, 5), 4));
    }

    [TestMethod]
    public void Memory_changes_neither_the_choice_nor_the_answer()
    {
        float[] rows = EngineCases.Rows(EngineCases.Mlp, 9);
        Posterior posterior = EngineCases.Posterior(EngineCases.Mlp);
        CollectionAssert.AreEqual(
            EnginePredictions.Of(PredictiveEngine.Create(posterior, new()), rows).Bits(),
            EnginePredictions.Of(PredictiveEngine.Create(posterior, new() { SampleCacheBytes = 0 }), rows).Bits());
    }

    [TestMethod]
    public void A_named_method_is_taken_and_told()
    {
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>().Except([InferenceMethod.Auto]))
        {
            foreach (NetworkArchitecture network in EngineCases.Networks)
                Assert.AreEqual(method, PredictiveEngine.Create(EngineCases.Posterior(network), new() { Method = method }).Method);
        }
    }

    [TestMethod]
    public void Nothing_is_created_of_nothing()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => PredictiveEngine.Create(null!, new()));
        Assert.ThrowsExactly<ArgumentNullException>(() => PredictiveEngine.Create(EngineCases.Posterior(EngineCases.Mlp), null!));
    }

    private static InferenceMethod Chosen(NetworkArchitecture network, int samples) =>
        PredictiveEngine.Create(EngineCases.Posterior(network), new() { SampleCount = samples, SampleCacheBytes = 0 }).Method;
}
