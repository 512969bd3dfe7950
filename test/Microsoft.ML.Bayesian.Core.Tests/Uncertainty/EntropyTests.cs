using CsCheck;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Uncertainty;

[TestClass]
public sealed class EntropyTests
{
    [TestMethod]
    public void Logits_give_the_softmax_and_its_entropy() =>
        Gen.Select(Gen.Int[2, 300], Gen.Float[0, 40], Gen.Int).SelectMany((classes, width, _) => Gen.Float[-1, 1].Array[classes].Select(logits => logits.Select(logit => logit * width).ToArray()))
            .Sample(AgreesWithPlain, iter: 2000, threads: 1);

    [TestMethod]
    [DataRow(1000f, -1000f, 0f)]
    [DataRow(-1000f, -1000f, -1000f)]
    [DataRow(1000f, 1000f, 999f)]
    [DataRow(-3e38f, 3e38f, 0f)]
    [DataRow(float.NegativeInfinity, 1f, 2f)]
    public void Extreme_logits_overflow_nothing(float first, float second, float third) => Assert.IsTrue(AgreesWithPlain([first, second, third]));

    [TestMethod]
    public void The_distance_between_logits_changes_no_bit()
    {
        float[] logits = [0.3f, -2, 5.5f, 1], spread = new float[4 * 32];
        for (int i = 0; i < logits.Length; i++)
            spread[i * 32] = logits[i];
        (double[] together, double[] apart) = (new double[4], new double[4]);
        double togetherEntropy = 0, apartEntropy = 0;
        Entropy.AddLogits(logits, 1, together, ref togetherEntropy);
        Entropy.AddLogits(spread, 32, apart, ref apartEntropy);
        CollectionAssert.AreEqual(together, apart);
        Assert.AreEqual(togetherEntropy, apartEntropy);
    }

    [TestMethod]
    public void Sums_grow_by_one_sample_at_a_time()
    {
        var sums = new double[2];
        double entropy = 0;
        for (int i = 0; i < 5; i++)
            Entropy.AddLogits([0f, 0f], 1, sums, ref entropy);
        Assert.AreEqual(2.5, sums[0], 1e-6);
        Assert.AreEqual(5 * Math.Log(2), entropy, 1e-6);
    }

    private static bool AgreesWithPlain(float[] logits)
    {
        var sums = new double[logits.Length];
        double entropy = 0;
        Entropy.AddLogits(logits, 1, sums, ref entropy);
        double[] expected = PlainNetwork.Softmax([.. logits.Select(logit => (double)logit)]);
        // The shift by the largest logit is rounded to single precision, which for logits of size 40 is 4·10⁻⁶ at most.
        return expected.Zip(sums, (plain, sum) => Math.Abs(plain - sum) <= 1e-5).All(close => close) && Math.Abs(PlainNetwork.Entropy(expected) - entropy) <= 4e-5;
    }
}
