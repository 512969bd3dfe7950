namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class DrawingTests
{
    [TestMethod]
    public void The_same_seed_draws_the_same()
    {
        Drawing[] once = Everything(seed: 3), again = Everything(seed: 3), other = Everything(seed: 4);
        Assert.AreSequenceEqual(once.SelectMany(drawing => drawing.Pixels).ToArray(), again.SelectMany(drawing => drawing.Pixels).ToArray());
        Assert.AreSequenceEqual(once.Select(drawing => drawing.Label).ToArray(), again.Select(drawing => drawing.Label).ToArray());
        Assert.IsFalse(once[0].Pixels.SequenceEqual(other[0].Pixels));
    }

    [TestMethod]
    public void No_digit_has_ink_where_every_shape_has_some()
    {
        var random = new Random(5);
        var digits = Drawings.Digits(2000, random).Concat(Drawings.Blends(2000, random)).ToArray();
        bool[] neverInked = [.. Enumerable.Range(0, Canvas.Side * Canvas.Side).Select(pixel => digits.All(drawing => drawing.Pixels[pixel] == 0))];
        foreach (Drawing shape in Drawings.Shapes(200, random))
            Assert.IsGreaterThan(5, Enumerable.Range(0, neverInked.Length).Count(pixel => neverInked[pixel] && shape.Pixels[pixel] > 0.3f), shape.Title);
    }

    [TestMethod]
    public void Ink_is_between_paper_and_black_and_every_drawing_has_some()
    {
        foreach (Drawing drawing in Everything(seed: 6))
        {
            Assert.IsTrue(drawing.Pixels.All(ink => ink is >= 0 and <= 1), drawing.Title);
            Assert.IsGreaterThan(4f, drawing.Pixels.Sum(), drawing.Title);
        }
    }

    [TestMethod]
    public void A_blend_is_labelled_as_one_of_its_two_different_digits()
    {
        foreach (Drawing drawing in Drawings.Blends(200, new Random(7)))
        {
            string[] parents = drawing.Title.Split(" or ");
            Assert.AreNotEqual(parents[0], parents[1]);
            Assert.Contains(drawing.Label, parents);
        }
    }

    private static Drawing[] Everything(int seed)
    {
        var random = new Random(seed);
        return [.. Drawings.Digits(50, random), .. Drawings.Blends(50, random), .. Drawings.Shapes(50, random)];
    }
}
