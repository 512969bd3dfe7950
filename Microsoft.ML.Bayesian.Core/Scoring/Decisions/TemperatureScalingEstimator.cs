using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Bayesian;

/// <summary>Finds the temperature that makes the scores of a Bayesian classifier as confident as they are right; see <see cref="TemperatureScaling"/>.</summary>
/// <remarks>Replaces the score and the three uncertainties; reads the label only to fit. Exportable to ONNX.</remarks>
/// <example>
/// <code>
/// var scaling = mlContext.Bayesian.CalibrateTemperature(labelColumnName: "Label").Fit(model.Transform(firstHalf));
/// var calibrated = model.Append(scaling);
/// Console.WriteLine($"temperature {scaling.Temperature:F2}");
/// </code>
/// </example>
public sealed class TemperatureScalingEstimator : DecisionEstimator<TemperatureScalingTransformer>
{
    internal TemperatureScalingEstimator(IHostEnvironment environment, ScoredColumns inputs)
        : base(environment, nameof(TemperatureScalingEstimator), inputs)
    {
    }

    internal override TemperatureScalingTransformer FitTo(ScoredRows rows)
    {
        var probabilities = new List<float>();
        var labels = new List<int>();
        ForEachUsable(rows, (row, label, _) =>
        {
            probabilities.AddRange(row);
            labels.Add(label);
        });
        float[] all = [.. probabilities];
        double temperature = TemperatureScaling.Fit(all, labels.ToArray());
        return new(Host, Inputs with { Label = null }, temperature, Sketch(all, [.. labels], temperature));
    }

    internal override SchemaShape.Column[] Promise(SchemaShape input)
    {
        input.TryFindColumn(Inputs.Score!, out SchemaShape.Column score);
        SchemaShape annotations = new(score.Annotations.Where(annotation => annotation.Name != TemperatureRows.Kind).Append(TemperatureRows.Promise()));
        return
        [
            new(Inputs.Score!, VectorKind.Vector, NumberDataViewType.Single, false, annotations),
            .. new[] { Inputs.Total!, Inputs.Epistemic!, Inputs.Aleatoric! }.Select(name => new SchemaShape.Column(name, VectorKind.Scalar, NumberDataViewType.Single, false)),
        ];
    }

    /// <summary>Remembers the rows by their scaled scores, which is what a later step will see of them.</summary>
    private static ulong[] Sketch(float[] probabilities, int[] labels, double temperature)
    {
        var sketch = new RowSketch();
        var scaled = new float[probabilities.Length / labels.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            TemperatureScaling.Apply(temperature, probabilities.AsSpan(row * scaled.Length, scaled.Length), scaled);
            sketch.Add(RowHash.Of(scaled, labels[row]));
        }

        return sketch.ToArray();
    }
}
