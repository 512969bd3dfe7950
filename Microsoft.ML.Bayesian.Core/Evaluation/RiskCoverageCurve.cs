namespace Microsoft.ML.Bayesian;

/// <summary>The risk of answering only the least uncertain rows.</summary>
/// <param name="Area">
/// The area under the curve (AURC): the mean risk over all coverages, 0 to 1; lower is better. An uncertainty that ranks at random has the risk
/// of answering everything as its area.
/// </param>
/// <param name="Points">At most about 200 points in ascending coverage, the last at coverage 1.</param>
/// <example>
/// <code>
/// RiskCoverageCurve curve = ClassificationMetrics.RiskCoverage([0.1f, 0.3f, 0.9f], [true, true, false]);
/// RiskCoveragePoint most = curve.Points.Last(point => point.Risk &lt;= 0.01);   // answers 2 of 3 rows: those up to 0.3 nats
/// </code>
/// </example>
public sealed record RiskCoverageCurve(double Area, IReadOnlyList<RiskCoveragePoint> Points);

/// <summary>One point of a <see cref="RiskCoverageCurve"/>.</summary>
/// <param name="Coverage">The share of rows that are answered, above 0 and at most 1.</param>
/// <param name="Risk">The share of them that is answered wrong.</param>
/// <param name="Threshold">The largest uncertainty that is answered, in the unit of the uncertainties.</param>
public sealed record RiskCoveragePoint(double Coverage, double Risk, float Threshold);
