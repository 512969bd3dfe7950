using Microsoft.ML.Bayesian;

namespace Microsoft.ML;

/// <content>How good a model is.</content>
public sealed partial class BayesianCatalog
{
    /// <summary>
    /// Judges scored data: answers, probabilities, uncertainties. The answer is the most probable class of the score. Rows without a label or
    /// without a score (because a feature was not finite) are left out and counted.
    /// </summary>
    /// <param name="scored">Data that a Bayesian classifier has scored, with its labels.</param>
    /// <param name="labelColumnName">
    /// The label: a key, text, a number or Boolean, whose name (the key value, where it is a key) must be one of the slot names of the score.
    /// A key without values counts by its number.
    /// </param>
    /// <param name="scoreColumnName">The class probabilities: a vector of <see cref="float"/>.</param>
    /// <param name="totalUncertaintyColumnName">The total uncertainty, in nats.</param>
    /// <param name="epistemicUncertaintyColumnName">The epistemic uncertainty, in nats.</param>
    /// <param name="aleatoricUncertaintyColumnName">The aleatoric uncertainty, in nats.</param>
    /// <param name="outOfDistribution">
    /// Scored data unlike those that the model should know, such as clothes for a model of digits, with the same uncertainty columns; needs no label.
    /// </param>
    /// <param name="binCount">The number of bins of the reliability table, at least 1.</param>
    /// <param name="cancellation">Ends the call between rows.</param>
    /// <remarks>Reads each view once, in order. What it keeps of a row is its uncertainties and whether its answer is right: 13 bytes.</remarks>
    /// <returns>All figures; <see cref="BayesianClassificationMetrics.OutOfDistribution"/> is null where no foreign rows were given.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, or there is not a single bin.</exception>
    /// <exception cref="ArgumentException">No row can be judged, or a score is no probability.</exception>
    /// <exception cref="InvalidOperationException">A label is none of the model's classes.</exception>
    public BayesianClassificationMetrics Evaluate(
        IDataView scored,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string totalUncertaintyColumnName = "TotalUncertainty",
        string epistemicUncertaintyColumnName = "EpistemicUncertainty",
        string aleatoricUncertaintyColumnName = "AleatoricUncertainty",
        IDataView? outOfDistribution = null,
        int binCount = ClassificationMetrics.DefaultBinCount,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var columns = new ScoredColumns(
            Named(labelColumnName), Named(scoreColumnName), Named(totalUncertaintyColumnName), Named(epistemicUncertaintyColumnName), Named(aleatoricUncertaintyColumnName));
        var rows = new ScoredRows(Environment, scored, columns, nameof(scored));
        ScoredRows? foreign = outOfDistribution is null
            ? null
            : new(Environment, outOfDistribution, columns with { Label = null, Score = null }, nameof(outOfDistribution));

        var accumulator = new MetricsAccumulator(rows.ClassNames, binCount);
        rows.ForEach((probabilities, label, uncertainty) =>
        {
            if (label < 0 || float.IsNaN(probabilities[0]) || float.IsNaN(uncertainty.Total))
                accumulator.Skip();
            else
                accumulator.Add(probabilities, label, uncertainty);
        }, cancellation);
        foreign?.ForEach((_, _, uncertainty) =>
        {
            if (!float.IsNaN(uncertainty.Total))
                accumulator.AddOutOfDistribution(uncertainty);
        }, cancellation);
        if (foreign is not null && accumulator.OutOfDistributionCount == 0)
            throw new ArgumentException("The out-of-distribution data has no row with uncertainties, so that nothing can be told apart.", nameof(outOfDistribution));
        return accumulator.ToMetrics();
    }
}
