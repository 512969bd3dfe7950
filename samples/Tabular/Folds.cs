namespace BayesianML.Samples;

/// <summary>Splits rows into folds that have the same share of each class, give or take a row.</summary>
internal static class Folds
{
    /// <summary>Deals the rows of each class to the folds in turn, in an order that is a function of the seed.</summary>
    public static TableRow[][] Split(IEnumerable<TableRow> rows, int count, int seed)
    {
        List<TableRow>[] folds = [.. Enumerable.Range(0, count).Select(_ => new List<TableRow>())];
        int next = 0;
        foreach (TableRow row in ByClass(rows, seed))
            folds[next++ % count].Add(row);
        return [.. folds.Select(fold => fold.ToArray())];
    }

    /// <summary>Takes at most so many rows, the same share of each class.</summary>
    public static TableRow[] Sample(IReadOnlyList<TableRow> rows, int most, int seed)
    {
        if (rows.Count <= most)
            return [.. rows];
        TableRow[] ordered = [.. ByClass(rows, seed)];
        return [.. Enumerable.Range(0, most).Select(i => ordered[(int)((long)i * rows.Count / most)])];
    }

    /// <summary>All rows but those of one fold.</summary>
    public static TableRow[] Without(TableRow[][] folds, int fold) => [.. folds.Where((_, index) => index != fold).SelectMany(rows => rows)];

    private static IEnumerable<TableRow> ByClass(IEnumerable<TableRow> rows, int seed)
    {
        TableRow[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        return shuffled.OrderBy(row => row.Label);
    }
}
