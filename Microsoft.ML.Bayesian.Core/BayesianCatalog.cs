using Microsoft.ML.Bayesian;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// Everything Bayesian in ML.NET, reached as <c>mlContext.Bayesian</c>. Each library adds its own members by extension: trainers come
/// with the package Microsoft.ML.Bayesian, quantization with Microsoft.ML.Bayesian.Quantization.
/// </summary>
/// <example>
/// <code>
/// var mlContext = new MLContext(seed: 1);
/// BayesianModel model = BayesianModel.Load("digits.bnn");
/// ITransformer transformer = mlContext.Bayesian.ScoringTransformer(model, featureColumnName: "Pixels");
/// </code>
/// </example>
public sealed partial class BayesianCatalog
{
    internal BayesianCatalog(IHostEnvironment environment) => Environment = environment;

    internal IHostEnvironment Environment { get; }

    /// <summary>The seed of the <see cref="MLContext"/>, or null where it has none.</summary>
    internal int? Seed => (Environment as IHostEnvironmentInternal)?.Seed;

    /// <summary>Puts a model that was made without ML.NET, such as one read from its own file, into a pipeline.</summary>
    /// <param name="model">The model. Its class names become the key values of the predicted label; without names they are 0, 1, 2, …</param>
    /// <param name="featureColumnName">The feature column: a vector of <see cref="float"/> as long as the network has inputs.</param>
    /// <param name="predictedLabelColumnName">The output column of the predicted class.</param>
    /// <param name="scoreColumnName">The output column of the class probabilities.</param>
    /// <param name="totalUncertaintyColumnName">The output column of the total uncertainty, in nats.</param>
    /// <param name="epistemicUncertaintyColumnName">The output column of the epistemic uncertainty, in nats.</param>
    /// <param name="aleatoricUncertaintyColumnName">The output column of the aleatoric uncertainty, in nats.</param>
    /// <returns>The transformer, the same as a trainer's <c>Fit</c> returns.</returns>
    /// <exception cref="ArgumentException">A column name is empty, or two output columns have the same name.</exception>
    public BayesianClassificationTransformer ScoringTransformer(
        BayesianModel model,
        string featureColumnName = "Features",
        string predictedLabelColumnName = "PredictedLabel",
        string scoreColumnName = "Score",
        string totalUncertaintyColumnName = "TotalUncertainty",
        string epistemicUncertaintyColumnName = "EpistemicUncertainty",
        string aleatoricUncertaintyColumnName = "AleatoricUncertainty")
    {
        ArgumentNullException.ThrowIfNull(model);
        var columns = new BayesianTrainerColumns
        {
            Features = featureColumnName,
            PredictedLabel = predictedLabelColumnName,
            Score = scoreColumnName,
            TotalUncertainty = totalUncertaintyColumnName,
            EpistemicUncertainty = epistemicUncertaintyColumnName,
            AleatoricUncertainty = aleatoricUncertaintyColumnName,
        };
        return new(Environment, model, columns, ClassLabels.OfModel(model));
    }
}
