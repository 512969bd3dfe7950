namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class EntropyBinsTests
{
    [TestMethod]
    public void As_many_images_of_each_entropy_are_taken()
    {
        var bins = new EntropyBins(100);
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            double entropy = 0.2 + 1.0 * random.NextDouble();
            bins.Add(new([(byte)(entropy * 100)], []), entropy);
        }

        AmbiguousImage[] taken = bins.Take(random);
        Assert.IsTrue(bins.Full);
        Assert.HasCount(100, taken);
        Assert.AreEqual(50, taken.Count(image => image.Pixels[0] < 67), 11);
    }

    [TestMethod]
    public void Where_one_entropy_is_rare_the_others_give_more()
    {
        var bins = new EntropyBins(20);
        for (int i = 0; i < 100; i++)
            bins.Add(new([], []), i % 2 == 0 ? 0.25 : 0.65);
        Assert.IsFalse(bins.Full);
        Assert.Throws<InvalidDataException>(() => bins.Take(new Random(1)));

        for (int i = 0; i < 100; i++)
            bins.Add(new([], []), i % 2 == 0 ? 0.45 : 1.2);
        Assert.HasCount(20, bins.Take(new Random(1)));
    }
}
