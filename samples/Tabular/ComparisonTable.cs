namespace BayesianML.Samples;

/// <summary>Prints a comparison as a table in Markdown, so that it can be kept.</summary>
internal static class ComparisonTable
{
    public static void Print(Table table, TabularOptions options, IReadOnlyList<Outcome> outcomes)
    {
        Outcome ours = outcomes.Single(outcome => outcome.Contender.Name == Contenders.Bayesian);
        Console.WriteLine($"""

            {table.Name}: {Math.Min(options.Rows, table.Rows.Count)} rows, {table.ClassCount} classes, {options.Folds} folds, mean ± standard error over the folds

            | trainer | accuracy, % | NLL, nats | ECE, % | NLL less ours | setting that was chosen most often |
            |---|---|---|---|---|---|
            """);
        foreach (Outcome outcome in outcomes)
        {
            string difference = outcome == ours ? "" : Text(outcome.Folds.Zip(ours.Folds, (other, own) => other.NegativeLogLikelihood - own.NegativeLogLikelihood), "+0.000;−0.000", 1);
            IGrouping<Setting, Setting> favourite = outcome.Chosen.GroupBy(setting => setting).MaxBy(group => group.Count())!;
            Console.WriteLine($"| {outcome.Contender.Name} | {Text(outcome.Folds.Select(fold => fold.Accuracy), "0.0", 100)} | {Text(outcome.Folds.Select(fold => fold.NegativeLogLikelihood), "0.000", 1)} " +
                $"| {Text(outcome.Folds.Select(fold => fold.CalibrationError), "0.0", 100)} | {difference} | {favourite.Key.Name} ({favourite.Count()} of {options.Folds}) |");
        }
    }

    private static string Text(IEnumerable<double> values, string format, double unit)
    {
        var estimate = Estimate.Of(values);
        return $"{(unit * estimate.Mean).ToString(format)} ± {(unit * estimate.StandardError).ToString(format.Split(';')[0].TrimStart('+'))}";
    }
}
