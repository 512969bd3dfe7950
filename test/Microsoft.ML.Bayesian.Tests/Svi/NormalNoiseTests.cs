using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class NormalNoiseTests
{
    [TestMethod]
    public void Its_moments_are_those_of_the_normal_distribution()
    {
        // Bounds of 5 standard errors on each of five averages: a false alarm once in 350,000 runs of other seeds.
        const int Count = 400_000;
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        Tensor draws = new NormalNoise(generator).Like(zeros(Count)).to(ScalarType.Float64);
        double error = 5 / Math.Sqrt(Count);
        Assert.AreEqual(0, Mean(draws), error);
        Assert.AreEqual(1, Mean(draws.pow(2)), error * Math.Sqrt(2));
        Assert.AreEqual(0, Mean(draws.pow(3)), error * Math.Sqrt(15));
        Assert.AreEqual(3, Mean(draws.pow(4)), error * Math.Sqrt(96));
        Assert.AreEqual(Count * 0.0026998, draws.abs().gt(3).sum().item<long>(), 5 * Math.Sqrt(Count * 0.0027));

        static double Mean(Tensor values) => values.mean().item<double>();
    }

    [TestMethod]
    public void Numbers_are_not_correlated_with_their_neighbours_nor_with_the_next_draw()
    {
        // Six lags at 5 standard errors: a false alarm once in 290,000 runs of other seeds.
        const int Count = 200_000;
        using var scope = NewDisposeScope();
        using var generator = new Generator(12);
        var noise = new NormalNoise(generator);
        Tensor first = noise.Like(zeros(Count)), second = noise.Like(zeros(Count));
        foreach (int lag in new[] { 1, 15, 16, 17, 32 })
            Assert.AreEqual(0, (first.narrow(0, 0, Count - lag) * first.narrow(0, lag, Count - lag)).mean().item<float>(), 5 / Math.Sqrt(Count - lag));
        Assert.AreEqual(0, (first * second).mean().item<float>(), 5 / Math.Sqrt(Count));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(31)]
    [DataRow(32)]
    [DataRow(77)]
    public void A_seed_gives_the_same_numbers_in_any_shape_and_another_seed_gives_others(int count)
    {
        using var scope = NewDisposeScope();
        float[] First(ulong seed, Tensor like)
        {
            using var generator = new Generator(seed);
            return new NormalNoise(generator).Like(like).flatten().data<float>().ToArray();
        }

        float[] numbers = First(1, zeros(count));
        CollectionAssert.AreEqual(numbers, First(1, zeros(count, 1)));
        CollectionAssert.AreNotEqual(numbers, First(2, zeros(count)));
        Assert.HasCount(count, numbers.Distinct().ToArray());
    }
}
