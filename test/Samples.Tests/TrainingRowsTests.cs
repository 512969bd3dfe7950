namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class TrainingRowsTests
{
    // One dot of ink at row 10, column 10: four clear digits, and two ambiguous ones with ten labels each.
    private static readonly ImageSet clear = new(Dots(4), [0, 1, 2, 3]), ambiguous = new(Dots(2), new byte[20]);

    [TestMethod]
    public void Without_moved_copies_every_pair_comes_once_as_it_is()
    {
        TrainingRow[] rows = [.. TrainingRows.Of(clear, ambiguous, movedCopies: 0, seed: 0)];

        Assert.HasCount(4 + 20, rows);
        Assert.IsTrue(rows.All(row => row.Weight == 1 && InkAt(row.Features) == (10, 10)));
    }

    [TestMethod]
    public void Moved_copies_share_the_weight_of_the_image_and_move_by_one_pixel()
    {
        TrainingRow[] rows = [.. TrainingRows.Of(clear, ambiguous, movedCopies: 3, seed: 0)];

        Assert.HasCount(4 * 4 + 20, rows);
        Assert.AreEqual(24, rows.Sum(row => row.Weight));
        for (int i = 0; i < 16; i++)
        {
            (int row, int column) = InkAt(rows[i].Features);
            int distance = Math.Max(Math.Abs(row - 10), Math.Abs(column - 10));
            Assert.AreEqual(i % 4 == 0 ? 0 : 1, distance);
            Assert.AreEqual((uint)(i / 4), rows[i].Label);
        }
    }

    [TestMethod]
    public void Ambiguous_digits_keep_their_number_and_weight_when_some_are_moved()
    {
        TrainingRow[] rows = [.. TrainingRows.Of(clear, ambiguous, movedCopies: 3, seed: 0).TakeLast(20)];

        Assert.AreEqual(5, rows.Count(row => InkAt(row.Features) == (10, 10)));
        Assert.IsTrue(rows.All(row => row.Weight == 1));
    }

    [TestMethod]
    public void Every_pass_over_the_rows_gives_the_same_rows()
    {
        IEnumerable<TrainingRow> rows = TrainingRows.Of(clear, ambiguous, movedCopies: 2, seed: 5);

        Assert.AreSequenceEqual(rows.SelectMany(row => row.Features), rows.SelectMany(row => row.Features));
    }

    [TestMethod]
    public void What_a_moved_digit_leaves_behind_is_background()
    {
        var standardized = new ImageSet(Dots(1), [0]) { Scaling = PixelScaling.Standardized };

        foreach (TrainingRow row in TrainingRows.Of(standardized, standardized, movedCopies: 2, seed: 0))
            Assert.AreEqual(ImageSet.PixelCount - 1, row.Features.Count(feature => feature == PixelScaling.Standardized.Background));
    }

    private static byte[] Dots(int count)
    {
        var pixels = new byte[count * ImageSet.PixelCount];
        for (int i = 0; i < count; i++)
            pixels[i * ImageSet.PixelCount + 10 * ImageSet.Side + 10] = 255;
        return pixels;
    }

    private static (int Row, int Column) InkAt(float[] features)
    {
        int at = Array.FindIndex(features, feature => feature > 0);
        Assert.AreEqual(at, Array.FindLastIndex(features, feature => feature > 0));
        return (at / ImageSet.Side, at % ImageSet.Side);
    }
}
