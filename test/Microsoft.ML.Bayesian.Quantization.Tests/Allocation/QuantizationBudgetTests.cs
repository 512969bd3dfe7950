using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Allocation;

[TestClass]
public sealed class QuantizationBudgetTests
{
    private static readonly NetworkArchitecture Architecture = Network.Mlp(20, 12).Resolve(inputCount: 30, classCount: 4);
    private static readonly Posterior Exact = SamplePosteriors.Random(Architecture);
    private static readonly float[] Rows = SamplePosteriors.Rows(Architecture, 100);

    [TestMethod]
    [DataRow(QuantizationScheme.Variational, 900)]
    [DataRow(QuantizationScheme.Variational, 1300)]
    [DataRow(QuantizationScheme.Joint, 1000)]
    [DataRow(QuantizationScheme.Joint, 1500)]
    public void A_budget_of_bytes_is_kept_and_used(QuantizationScheme scheme, int bytes)
    {
        Posterior small = Quantize(scheme, QuantizationBudget.Bytes(bytes));
        Assert.IsLessThanOrEqualTo(bytes, small.ByteCount);
        Assert.IsGreaterThanOrEqualTo(0.75 * bytes, small.ByteCount);
    }

    [TestMethod]
    public void More_bytes_buy_bits() => Assert.IsGreaterThan(BitsOf(Quantize(QuantizationScheme.Variational, QuantizationBudget.Bytes(800))).Sum(), BitsOf(Quantize(QuantizationScheme.Variational, QuantizationBudget.Bytes(1500))).Sum());

    [TestMethod]
    public void A_smaller_drift_takes_more_bytes()
    {
        Posterior loose = Quantize(QuantizationScheme.Variational, QuantizationBudget.Drift(0.3)), tight = Quantize(QuantizationScheme.Variational, QuantizationBudget.Drift(0.01));
        Assert.IsLessThan(tight.ByteCount, loose.ByteCount);
    }

    [TestMethod]
    public void Budgets_that_cannot_be_kept_are_refused()
    {
        StringAssert.Contains(Refusal(new() { Scheme = QuantizationScheme.Variational, Budget = QuantizationBudget.Bytes(100) }), "at 2 bits for everything, more than the Budget of 100 bytes");
        StringAssert.Contains(Refusal(new() { Scheme = QuantizationScheme.Variational, Budget = QuantizationBudget.Drift(1e-12) }), "Even 8 bits for everything drift by");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => QuantizationBudget.Bytes(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => QuantizationBudget.Drift(double.NaN));
    }

    [TestMethod]
    public void A_budget_beside_bits_is_refused()
    {
        QuantizationBudget budget = QuantizationBudget.Bytes(1000);
        StringAssert.Contains(Refusal(new() { Budget = budget, MeanBits = 4 }), "Budget is 1,000 bytes, which chooses MeanBits");
        StringAssert.Contains(Refusal(new() { Budget = budget, Layers = [new() { StandardDeviationBits = 4 }, new(), new()] }), "Budget is 1,000 bytes, which chooses MeanBits");
        StringAssert.Contains(Refusal(new() { Budget = budget, Scheme = QuantizationScheme.Sampled }), "the scheme Sampled leaves means");
    }

    [TestMethod]
    public void The_step_that_gains_most_per_byte_is_taken_even_over_a_bit_that_gains_nothing()
    {
        double[] effects = [0, 0, 10, 10, 1, 0.9, 0.9, 0.8, 0.8];
        long[] bytes = [0, 0, 20, 30, 40, 50, 60, 70, 80];
        var choice = new BitChoice(effects, bytes);
        Assert.AreEqual(9.0 / 20, choice.GainPerByte, 1e-12);
        choice.Grow();
        Assert.AreEqual(4, choice.Bits);
        choice.StopAt(4);
        Assert.IsFalse(choice.CanGrow);
    }

    private static Posterior Quantize(QuantizationScheme scheme, QuantizationBudget budget) => PosteriorQuantizer.Quantize(Exact, Rows, new() { Scheme = scheme, Budget = budget });

    private static IEnumerable<int> BitsOf(Posterior posterior) => posterior.Layers.SelectMany(layer => new[] { ((PackedStorage)layer.Weight.Mean).Bits, ((PackedStorage)layer.Weight.StandardDeviation).Bits });

    private static string Refusal(QuantizationOptions options) => Assert.ThrowsExactly<ArgumentException>(() => PosteriorQuantizer.Quantize(Exact, Rows, options)).Message;
}
