using Microsoft.ML.Bayesian;

namespace Microsoft.ML;

/// <summary>Experiments, reached as <c>mlContext.Bayesian.CreateExperiment</c>.</summary>
/// <example>
/// <code>
/// var mlContext = new MLContext(seed: 1);
/// ExperimentResult&lt;TrialMetrics&gt; result = mlContext.Bayesian.CreateExperiment()
///     .SetDataset(data)
///     .SetMaxModelToExplore(20)
///     .Run();
/// Console.WriteLine(result.BestRun.Parameter);
/// </code>
/// </example>
public static class ExperimentCatalogExtensions
{
    /// <summary>A search for good options of a classifier: what is chosen, by what, and for how long is set on the result.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Bayesian</c>.</param>
    /// <param name="options">
    /// What all trials have in common, such as the columns; the defaults unless given. Options that the search space chooses are replaced, and so is the
    /// cancellation token, since <see cref="AutoMLExperiment.RunAsync"/> has one.
    /// </param>
    /// <param name="seed">The seed; that of the <see cref="MLContext"/> unless given, and 0 where it has none.</param>
    /// <returns>The experiment, which has not begun.</returns>
    /// <exception cref="ArgumentException">Options are out of range; the message names each of them.</exception>
    public static AutoMLExperiment CreateExperiment(this BayesianCatalog catalog, SviClassificationTrainer.Options? options = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new((MLContext)catalog.Environment, options ?? new(), seed ?? catalog.Seed ?? 0);
    }
}
