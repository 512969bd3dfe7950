using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Bayesian;

/// <summary>Decides which answers of a Bayesian classifier to take: up to given uncertainties, or up to those that keep a wanted risk (see <see cref="RejectionThresholds.Fit"/>).</summary>
/// <remarks>Adds a text column, <c>Decision</c>; reads label and score only to fit. Has no ONNX form.</remarks>
/// <example>
/// <code>
/// var rejecting = mlContext.Bayesian.RejectAbove(risk: 0.05, confidence: 0.9).Fit(calibrated.Transform(secondHalf));
/// string[] decisions = rejecting.Transform(calibrated.Transform(data)).GetColumn&lt;string&gt;("Decision").ToArray();
/// </code>
/// </example>
public sealed class RejectionEstimator : DecisionEstimator<RejectionTransformer>
{
    private readonly RejectionThresholds? thresholds;
    private readonly double risk;
    private readonly double confidence;
    private readonly string outputColumnName;

    internal RejectionEstimator(IHostEnvironment environment, ScoredColumns inputs, double risk, double confidence, string outputColumnName)
        : base(environment, nameof(RejectionEstimator), inputs)
    {
        RejectionThresholds.CheckShare(risk, nameof(risk));
        RejectionThresholds.CheckShare(confidence, nameof(confidence));
        this.risk = risk;
        this.confidence = confidence;
        this.outputColumnName = outputColumnName;
    }

    internal RejectionEstimator(IHostEnvironment environment, ScoredColumns inputs, RejectionThresholds thresholds, string outputColumnName)
        : base(environment, nameof(RejectionEstimator), inputs)
    {
        thresholds.Check(nameof(thresholds));
        this.thresholds = thresholds;
        this.outputColumnName = outputColumnName;
    }

    internal override RejectionTransformer FitTo(ScoredRows rows) =>
        new(Host, Inputs with { Label = null, Score = null }, thresholds ?? Calibrate(rows), outputColumnName);

    internal override SchemaShape.Column[] Promise(SchemaShape input) => [new(outputColumnName, VectorKind.Scalar, TextDataViewType.Instance, false)];

    private RejectionThresholds Calibrate(ScoredRows rows)
    {
        var uncertainties = new List<PredictiveUncertainty>();
        var isRight = new List<bool>();
        var seen = new HashSet<ulong>();
        ForEachUsable(rows, (probabilities, label, uncertainty) =>
        {
            uncertainties.Add(uncertainty);
            isRight.Add(ClassificationMetrics.PredictedClass(probabilities) == label);
            seen.Add(RowHash.Of(probabilities, label));
        });
        RowSketch.RequireApart(rows.TemperatureRows, seen, "RejectAbove");
        return RejectionThresholds.Fit(uncertainties, isRight, risk, confidence);
    }
}
