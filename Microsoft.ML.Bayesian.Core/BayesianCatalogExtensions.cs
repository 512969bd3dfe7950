namespace Microsoft.ML;

/// <summary>The way from an <see cref="MLContext"/> to everything Bayesian.</summary>
/// <example><code>BayesianCatalog catalog = new MLContext(seed: 1).Bayesian;</code></example>
public static class BayesianCatalogExtensions
{
    /// <param name="mlContext">The context that the catalog's components belong to.</param>
    extension(MLContext mlContext)
    {
        /// <summary>Trainers, transforms and measures for Bayesian neural networks.</summary>
        public BayesianCatalog Bayesian => mlContext.BayesianCatalog();
    }

    /// <summary>The same as <c>mlContext.Bayesian</c>, for languages without extension properties.</summary>
    /// <param name="mlContext">The context that the catalog's components belong to.</param>
    /// <returns>The catalog.</returns>
    public static BayesianCatalog BayesianCatalog(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new(mlContext);
    }
}
