using System.Runtime.CompilerServices;
using Microsoft.ML.Bayesian;

namespace Microsoft.ML;

/// <content>What to do with an answer. Each estimator is fitted on data that the classifier has scored and not learnt from.</content>
public sealed partial class BayesianCatalog
{
    /// <summary>
    /// Makes probabilities as confident as they are right, with one temperature for all rows (see <see cref="TemperatureScaling"/>). Replaces the
    /// score and the uncertainties; the predicted label stays.
    /// </summary>
    /// <param name="labelColumnName">The label: a key, text, a number or Boolean, one of the model's classes by name. Only needed to fit.</param>
    /// <param name="scoreColumnName">The class probabilities, which are replaced.</param>
    /// <param name="totalUncertaintyColumnName">The total uncertainty, which is replaced: the entropy of the new score.</param>
    /// <param name="epistemicUncertaintyColumnName">The epistemic uncertainty, which is replaced; it keeps its share of the total.</param>
    /// <param name="aleatoricUncertaintyColumnName">The aleatoric uncertainty, which is replaced; it keeps its share of the total.</param>
    /// <returns>The estimator; its <c>Fit</c> takes scored data with labels.</returns>
    /// <exception cref="ArgumentException">A column name is blank.</exception>
    public TemperatureScalingEstimator CalibrateTemperature(
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string totalUncertaintyColumnName = "TotalUncertainty",
        string epistemicUncertaintyColumnName = "EpistemicUncertainty",
        string aleatoricUncertaintyColumnName = "AleatoricUncertainty") => new(
            Environment, new(Named(labelColumnName), Named(scoreColumnName), Named(totalUncertaintyColumnName), Named(epistemicUncertaintyColumnName), Named(aleatoricUncertaintyColumnName)));

    /// <summary>
    /// Decides which answers to take so that, with the given confidence, at most the given share of them is wrong on new rows from the same source
    /// (see <see cref="RejectionThresholds.Fit"/>). Adds a text column with one of the values of <see cref="Decision"/>.
    /// </summary>
    /// <param name="risk">The share of accepted answers that may be wrong, between 0 and 1.</param>
    /// <param name="confidence">How surely, over draws of the calibration rows, between 0 and 1.</param>
    /// <param name="labelColumnName">The label: a key, text, a number or Boolean, one of the model's classes by name. Only needed to fit.</param>
    /// <param name="scoreColumnName">The class probabilities. Only needed to fit.</param>
    /// <param name="epistemicUncertaintyColumnName">The epistemic uncertainty.</param>
    /// <param name="aleatoricUncertaintyColumnName">The aleatoric uncertainty.</param>
    /// <param name="outputColumnName">The column of the decision.</param>
    /// <remarks>Fitting throws <see cref="InvalidOperationException"/> on the rows that a temperature before it was fitted to, and where no thresholds keep the risk.</remarks>
    /// <returns>The estimator; its <c>Fit</c> takes scored data with labels, and throws where no threshold keeps the risk.</returns>
    /// <exception cref="ArgumentException">Risk or confidence is out of range, or a column name is blank.</exception>
    public RejectionEstimator RejectAbove(
        double risk = 0.01,
        double confidence = 0.95,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string epistemicUncertaintyColumnName = "EpistemicUncertainty",
        string aleatoricUncertaintyColumnName = "AleatoricUncertainty",
        string outputColumnName = "Decision") => new(
            Environment, new(Named(labelColumnName), Named(scoreColumnName), null, Named(epistemicUncertaintyColumnName), Named(aleatoricUncertaintyColumnName)),
            risk, confidence, Named(outputColumnName));

    /// <summary>Takes answers up to given uncertainties. Adds a text column with one of the values of <see cref="Decision"/>. Nothing is fitted to data, and no label is needed.</summary>
    /// <param name="thresholds">The largest uncertainties that are accepted, in nats.</param>
    /// <param name="epistemicUncertaintyColumnName">The epistemic uncertainty.</param>
    /// <param name="aleatoricUncertaintyColumnName">The aleatoric uncertainty.</param>
    /// <param name="outputColumnName">The column of the decision.</param>
    /// <returns>The estimator; its <c>Fit</c> needs no label.</returns>
    /// <exception cref="ArgumentException">A threshold is negative, or a column name is blank.</exception>
    public RejectionEstimator RejectAbove(
        RejectionThresholds thresholds,
        string epistemicUncertaintyColumnName = "EpistemicUncertainty",
        string aleatoricUncertaintyColumnName = "AleatoricUncertainty",
        string outputColumnName = "Decision")
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return new(Environment, new(null, null, null, Named(epistemicUncertaintyColumnName), Named(aleatoricUncertaintyColumnName)), thresholds, Named(outputColumnName));
    }

    /// <summary>
    /// Gives each row a set of classes that holds the true one with probability 1 − alpha at least (see <see cref="ConformalThreshold"/>). Adds the
    /// set, a vector of keys from the most to the least probable class, and its size.
    /// </summary>
    /// <param name="alpha">The share of rows whose set may miss the true class, between 0 and 1.</param>
    /// <param name="labelColumnName">The label: a key, text, a number or Boolean, one of the model's classes by name. Only needed to fit.</param>
    /// <param name="scoreColumnName">The class probabilities.</param>
    /// <param name="outputColumnName">The column of the set.</param>
    /// <param name="sizeColumnName">The column of its size, an <see cref="int"/>.</param>
    /// <remarks>Fitting throws <see cref="InvalidOperationException"/> on the rows that a temperature before it was fitted to.</remarks>
    /// <returns>The estimator; its <c>Fit</c> takes scored data with labels.</returns>
    /// <exception cref="ArgumentException">Alpha is out of range, a column name is blank, or the outputs have one name.</exception>
    public PredictionSetEstimator PredictionSets(
        double alpha = 0.05,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string outputColumnName = "PredictionSet",
        string sizeColumnName = "PredictionSetSize")
    {
        if (outputColumnName == sizeColumnName)
            throw new ArgumentException($"The set and its size are both named '{sizeColumnName}'; each needs a name of its own.", nameof(sizeColumnName));
        return new(Environment, new(Named(labelColumnName), Named(scoreColumnName), null, null, null), alpha, Named(outputColumnName), Named(sizeColumnName));
    }

    private static string Named(string name, [CallerArgumentExpression(nameof(name))] string? argument = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        return name;
    }
}
