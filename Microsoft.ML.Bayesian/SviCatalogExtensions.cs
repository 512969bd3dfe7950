using Microsoft.ML.Bayesian;

namespace Microsoft.ML;

/// <summary>The trainers that <c>mlContext.Bayesian</c> gains with this library.</summary>
/// <example>
/// <code>
/// var mlContext = new MLContext(seed: 1);
/// SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(hiddenUnits: [64], epochs: 20);
/// </code>
/// </example>
public static class SviCatalogExtensions
{
    /// <summary>A Bayesian neural network classifier, a multilayer perceptron, trained by stochastic variational inference.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Bayesian</c>.</param>
    /// <param name="labelColumnName">The label column: key, Single (integers from 0) or Boolean.</param>
    /// <param name="featureColumnName">The feature column: a vector of Single of known size.</param>
    /// <param name="exampleWeightColumnName">The column of row weights (Single, at least 0), or null where every row counts once.</param>
    /// <param name="hiddenUnits">The units of each hidden ReLU layer, or null for 100 and 100.</param>
    /// <param name="epochs">How often every training row is used.</param>
    /// <param name="batchSize">The rows of a mini-batch.</param>
    /// <param name="learningRate">The greatest learning rate of the Adam optimizer.</param>
    /// <param name="priorStandardDeviation">The standard deviation of the prior of every weight and bias.</param>
    /// <param name="klWeight">The factor of the divergence from the prior in the loss; 1 is the evidence lower bound.</param>
    /// <returns>The trainer, to be appended to a pipeline.</returns>
    /// <exception cref="ArgumentException">Arguments are out of range; the message names each of them.</exception>
    public static SviClassificationTrainer SviClassifier(
        this BayesianCatalog catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenUnits = null,
        int epochs = 30,
        int batchSize = 256,
        double learningRate = 2e-3,
        double priorStandardDeviation = 1,
        double klWeight = 1) => catalog.SviClassifier(new SviClassificationTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            HiddenUnits = hiddenUnits,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
            PriorStandardDeviation = priorStandardDeviation,
            KlWeight = klWeight,
        });

    /// <summary>A Bayesian neural network classifier, trained by stochastic variational inference, with every option open.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Bayesian</c>.</param>
    /// <param name="options">Columns, network, prior and everything else that can be chosen.</param>
    /// <returns>The trainer, to be appended to a pipeline.</returns>
    /// <exception cref="ArgumentException">Options are out of range; the message names each of them.</exception>
    public static SviClassificationTrainer SviClassifier(this BayesianCatalog catalog, SviClassificationTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(catalog.Environment, options);
    }
}
