namespace Microsoft.ML.Bayesian.Core.Tests.Decisions;

[TestClass]
public sealed class RowSketchTests
{
    [TestMethod]
    [DataRow(20)]
    [DataRow(256)]
    [DataRow(10_000)]
    public void The_same_rows_are_refused(int count)
    {
        ulong[] remembered = Sketch(Rows(0, count));

        Assert.HasCount(Math.Min(count, RowSketch.Size), remembered);
        Assert.Contains("100 %", Refusal(remembered, Rows(0, count))!);
    }

    [TestMethod]
    public void A_third_of_the_rows_is_refused_and_told_about()
    {
        // 256 of 9,000 rows, a third of which are shared: 33 % with a standard deviation of 3 %. The rows are fixed.
        string message = Refusal(Sketch(Rows(0, 9000)), Rows(6000, 9000))!;

        int told = int.Parse(message.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual(33, told, 12);
    }

    [TestMethod]
    public void Other_rows_and_a_few_that_occur_twice_are_taken()
    {
        Assert.IsNull(Refusal(Sketch(Rows(0, 5000)), Rows(5000, 5000)));
        Assert.IsNull(Refusal(Sketch(Rows(0, 5000)), Rows(4950, 5000)));
        Assert.IsNull(Refusal([], Rows(0, 100)));
    }

    [TestMethod]
    public void Rows_that_are_all_alike_prove_nothing()
    {
        ulong[] remembered = Sketch(Enumerable.Repeat(Rows(0, 3), 5).SelectMany(rows => rows));

        Assert.HasCount(1, remembered);
        Assert.IsNull(Refusal(remembered, Rows(0, 3)));
    }

    [TestMethod]
    public void Every_bit_of_a_row_counts()
    {
        ulong[] hashes = [RowHash.Of([0.5f, 0.5f], 0), RowHash.Of([0.5f, 0.5f], 1), RowHash.Of([MathF.BitIncrement(0.5f), 0.5f], 0), RowHash.Of([0.5f, MathF.BitIncrement(0.5f)], 0)];

        Assert.HasCount(4, hashes.Distinct());
        // Saved with models: the value may never change.
        Assert.AreEqual(0xE220A8397B1DCDAFUL, SplitMix64.Mix(0));
    }

    private static IEnumerable<ulong> Rows(int first, int count) => Enumerable.Range(first, count).Select(row => RowHash.Of([row], 0));

    private static ulong[] Sketch(IEnumerable<ulong> hashes)
    {
        var sketch = new RowSketch();
        foreach (ulong hash in hashes)
            sketch.Add(hash);
        return sketch.ToArray();
    }

    private static string? Refusal(ulong[] remembered, IEnumerable<ulong> rows)
    {
        try
        {
            RowSketch.RequireApart(remembered, [.. rows], "PredictionSets");
            return null;
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }
}
