namespace Microsoft.ML.Bayesian;

/// <summary>How well each uncertainty tells foreign rows from those that the model should know.</summary>
/// <param name="RowCount">The number of foreign rows.</param>
/// <param name="Detection">How well they are found by each uncertainty.</param>
/// <param name="Uncertainties">How each uncertainty is spread over the foreign rows, in nats.</param>
/// <example>
/// <code>
/// DetectionMetrics detection = metrics.OutOfDistribution!.Detection.Epistemic;
/// Console.WriteLine($"AUROC {detection.AreaUnderRocCurve:F3}, AUPR {detection.AveragePrecision:F3}, FPR95 {detection.FalsePositiveRate95:P1}");
/// </code>
/// </example>
public sealed record OutOfDistributionMetrics(int RowCount, ByUncertainty<DetectionMetrics> Detection, ByUncertainty<UncertaintyDistribution> Uncertainties);

/// <summary>How well one uncertainty finds foreign rows, which are the positives.</summary>
/// <param name="AreaUnderRocCurve">AUROC: the probability that a foreign row is more uncertain than a known one; 0.5 is chance.</param>
/// <param name="AveragePrecision">AUPR, which depends on how many foreign rows there are for each known one.</param>
/// <param name="FalsePositiveRate95">FPR95: the share of known rows that are taken for foreign when 95 % of the foreign ones are found.</param>
public sealed record DetectionMetrics(double AreaUnderRocCurve, double AveragePrecision, double FalsePositiveRate95);
