namespace Microsoft.ML.Bayesian.Core.Tests.Decisions;

[TestClass]
public sealed class BinomialTailTests
{
    [TestMethod]
    public void Tails_are_the_sums_of_their_terms()
    {
        foreach (int count in new[] { 1, 2, 7, 30 })
        {
            foreach (double rate in new[] { 0.01, 0.3, 0.5, 0.97 })
            {
                double sum = 0, ways = 1;
                for (int errors = 0; errors <= count; errors++)
                {
                    sum += ways * Math.Pow(rate, errors) * Math.Pow(1 - rate, count - errors);
                    ways = ways * (count - errors) / (errors + 1);
                    Assert.AreEqual(Math.Min(1, sum), BinomialTail.AtMost(errors, count, rate), 1e-12);
                }
            }
        }
    }

    [TestMethod]
    public void Many_answers_do_not_underflow()
    {
        // By symmetry, with the middle term 1/√(π n/2) counted half too much.
        Assert.AreEqual(0.5 + 0.5 * Math.Sqrt(2 / (Math.PI * 1e6)), BinomialTail.AtMost(500_000, 1_000_000, 0.5), 1e-7);
    }

    [TestMethod]
    public void Clopper_and_Pearson_say_3_over_n_after_no_error()
    {
        Assert.AreEqual(1 - Math.Pow(0.05, 1.0 / 299), BinomialTail.UpperBound(0, 299, 0.95), 1e-12);
        Assert.IsLessThan(0.01, BinomialTail.UpperBound(0, 299, 0.95));
        Assert.IsGreaterThan(0.01, BinomialTail.UpperBound(0, 298, 0.95));
        Assert.AreEqual(1, BinomialTail.UpperBound(5, 5, 0.95));
    }

    [TestMethod]
    public void At_the_upper_bound_so_few_errors_are_as_unlikely_as_the_confidence_says() =>
        Assert.AreEqual(0.1, BinomialTail.AtMost(7, 200, BinomialTail.UpperBound(7, 200, 0.9)), 1e-9);
}
