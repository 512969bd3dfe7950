namespace Microsoft.ML.Bayesian;

/// <summary>
/// The rows whose confidence (the probability of their predicted class) lies in (<see cref="LowerBound"/>, <see cref="UpperBound"/>].
/// The first bin takes confidence 0 too.
/// </summary>
/// <param name="LowerBound">The confidence that the bin begins above.</param>
/// <param name="UpperBound">The largest confidence of the bin.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Accuracy">The share of them that is predicted right; null for an empty bin.</param>
/// <param name="MeanConfidence">Their mean confidence; null for an empty bin.</param>
/// <example>
/// <code>
/// foreach (ReliabilityBin bin in ClassificationMetrics.ReliabilityTable(probabilities, labels, binCount: 10))
///     Console.WriteLine($"{bin.LowerBound:F1} to {bin.UpperBound:F1}: {bin.Count} rows, {bin.MeanConfidence:P0} sure, {bin.Accuracy:P0} right");
/// </code>
/// </example>
public sealed record ReliabilityBin(double LowerBound, double UpperBound, int Count, double? Accuracy, double? MeanConfidence);
