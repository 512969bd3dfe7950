using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Bayesian;

/// <summary>Finds how probable a class must be to belong to a prediction set that holds the true class as often as wanted; see <see cref="ConformalThreshold"/>.</summary>
/// <remarks>Adds <c>PredictionSet</c>, a vector of keys, and its size; reads the label only to fit. Has no ONNX form.</remarks>
/// <example>
/// <code>
/// var sets = mlContext.Bayesian.PredictionSets(alpha: 0.05).Fit(calibrated.Transform(secondHalf));
/// int[] sizes = sets.Transform(calibrated.Transform(data)).GetColumn&lt;int&gt;("PredictionSetSize").ToArray();
/// </code>
/// </example>
public sealed class PredictionSetEstimator : DecisionEstimator<PredictionSetTransformer>
{
    private readonly double alpha;
    private readonly string outputColumnName;
    private readonly string sizeColumnName;

    internal PredictionSetEstimator(IHostEnvironment environment, ScoredColumns inputs, double alpha, string outputColumnName, string sizeColumnName)
        : base(environment, nameof(PredictionSetEstimator), inputs)
    {
        ConformalThreshold.CheckAlpha(alpha);
        this.alpha = alpha;
        this.outputColumnName = outputColumnName;
        this.sizeColumnName = sizeColumnName;
    }

    internal override PredictionSetTransformer FitTo(ScoredRows rows)
    {
        var labelProbabilities = new List<float>();
        var seen = new HashSet<ulong>();
        ForEachUsable(rows, (probabilities, label, _) =>
        {
            labelProbabilities.Add(probabilities[label]);
            seen.Add(RowHash.Of(probabilities, label));
        });
        RowSketch.RequireApart(rows.TemperatureRows, seen, "PredictionSets");
        return new(Host, Inputs with { Label = null }, ConformalThreshold.Fit([.. labelProbabilities], alpha), outputColumnName, sizeColumnName);
    }

    internal override SchemaShape.Column[] Promise(SchemaShape input)
    {
        input.TryFindColumn(Inputs.Score!, out SchemaShape.Column score);
        SchemaShape annotations = ClassLabels.ValueTypeOfScore(score) is { } type
            ? new([new(AnnotationUtils.Kinds.KeyValues, VectorKind.Vector, type, false)])
            : new([]);
        return
        [
            new(outputColumnName, VectorKind.VariableVector, NumberDataViewType.UInt32, true, annotations),
            new(sizeColumnName, VectorKind.Scalar, NumberDataViewType.Int32, false),
        ];
    }
}
