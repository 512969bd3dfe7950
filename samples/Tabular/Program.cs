// Compares a Bayesian network with ML.NET's own LbfgsMaximumEntropy, LightGbm and FastTree on real tables, over the same folds: accuracy,
// negative log-likelihood (NLL) and expected calibration error (ECE). `--help` lists the options.
using BayesianML.Samples;

return SampleProgram.Run(args, TabularOptions.Parse, options => options.Help, TabularOptions.Usage, Compare);

static void Compare(TabularOptions options, CancellationToken cancellation)
{
    string folder = options.DataFolder ?? Environment.GetEnvironmentVariable(SampleProgram.DataVariable)
        ?? throw new DirectoryNotFoundException($"No data folder is known; name it with --data or the environment variable {SampleProgram.DataVariable}.");
    foreach (string name in options.Tables)
    {
        Table table = TableFiles.Read(folder, name);
        ComparisonTable.Print(table, options, LiveProgress.Run("Comparing", progress => new Comparison(table, options, progress, cancellation).Run()));
    }
}
