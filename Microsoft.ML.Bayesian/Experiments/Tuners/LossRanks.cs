namespace Microsoft.ML.Bayesian;

/// <summary>Losses as ranks, which know no units, and to which a failed trial is just the worst.</summary>
internal static class LossRanks
{
    /// <summary>The share of values below each value, equal ones counted half: between 0 and 1.</summary>
    public static double[] Shares(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return [.. values.Select(value =>
        {
            int below = sorted.Count(other => other < value), equal = sorted.Count(other => other == value);
            return (below + 0.5 * equal) / sorted.Length;
        })];
    }

    /// <summary>
    /// One loss in place of several, as if they were weighed at random: the greatest weighted rank, and a little of all. For any weights, its least is on the
    /// Pareto front. Source: Knowles, "ParEGO" (2006).
    /// </summary>
    /// <param name="losses">The losses of each trial.</param>
    /// <param name="draws">Gives the weights.</param>
    public static double[] Scalarize(IReadOnlyList<IReadOnlyList<double>> losses, SeededDraws draws)
    {
        const double LittleOfAll = 0.05;
        int count = losses[0].Count;
        double[] weights = [.. Enumerable.Range(0, count).Select(_ => -Math.Log(1 - draws.NextUnit()))];
        double[][] ranks = [.. Enumerable.Range(0, count).Select(objective => Shares([.. losses.Select(trial => trial[objective])]))];
        double total = weights.Sum();
        return [.. Enumerable.Range(0, losses.Count).Select(trial =>
        {
            double[] weighted = [.. Enumerable.Range(0, count).Select(objective => weights[objective] / total * ranks[objective][trial])];
            return weighted.Max() + LittleOfAll * weighted.Sum();
        })];
    }
}
