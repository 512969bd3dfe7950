namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class TabularTests
{
    private static readonly TableRow[] rows = [.. Enumerable.Range(0, 103).Select(i => new TableRow { Label = i % 4 == 0 ? 1u : 0u, Numbers = [i] })];

    [TestMethod]
    public void Folds_hold_every_row_once_and_as_many_of_each_class()
    {
        TableRow[][] folds = Folds.Split(rows, 5, seed: 1);

        CollectionAssert.AreEquivalent(rows, folds.SelectMany(fold => fold).ToArray());
        Assert.IsTrue(folds.All(fold => fold.Length is 20 or 21));
        Assert.IsTrue(folds.All(fold => fold.Count(row => row.IsSecondClass) is 5 or 6));
        Assert.HasCount(rows.Length - folds[2].Length, Folds.Without(folds, 2));
        Assert.IsEmpty(Folds.Without(folds, 2).Intersect(folds[2]));
    }

    [TestMethod]
    public void Folds_are_a_function_of_the_seed()
    {
        CollectionAssert.AreEqual(Folds.Split(rows, 3, seed: 1)[0], Folds.Split(rows, 3, seed: 1)[0]);
        CollectionAssert.AreNotEqual(Folds.Split(rows, 3, seed: 1)[0], Folds.Split(rows, 3, seed: 2)[0]);
    }

    [TestMethod]
    public void A_sample_keeps_the_share_of_each_class()
    {
        TableRow[] sample = Folds.Sample(rows, 40, seed: 1);

        Assert.HasCount(40, sample.Distinct());
        Assert.IsTrue(sample.Count(row => row.IsSecondClass) is 10 or 11);
        CollectionAssert.AreEqual(rows, Folds.Sample(rows, 103, seed: 1));
    }

    [TestMethod]
    public void A_question_mark_is_a_missing_number()
    {
        Assert.IsTrue(float.IsNaN(TableFiles.Number(" ?")));
        Assert.AreEqual(2.5f, TableFiles.Number("2.5 "));
    }

    [TestMethod]
    public void A_command_line_that_makes_no_sense_is_refused()
    {
        CollectionAssert.AreEqual(new[] { "iris", "adult" }, TabularOptions.Parse(["--tables", "iris,adult", "--folds", "3"]).Tables.ToArray());
        foreach (string[] line in new string[][] { ["--tables", "roses"], ["--folds", "1"], ["--folds"], ["--rows", "3"], ["--colour", "red"] })
            Assert.ThrowsExactly<ArgumentException>(() => TabularOptions.Parse(line));
    }
}
