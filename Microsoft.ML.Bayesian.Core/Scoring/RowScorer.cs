using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Scores the row that one cursor stands on, once, whichever output column is asked for first. Owns that cursor's scratch memory, so
/// cursors on different threads share only the model.
/// </summary>
internal sealed class RowScorer
{
    private readonly PredictiveEngine engine;
    private readonly DataViewRow row;
    private readonly ValueGetter<VBuffer<float>> featureGetter;
    private readonly float[] inputs;
    private readonly float[] probabilities;
    private readonly PredictiveUncertainty[] uncertainty = new PredictiveUncertainty[1];
    private VBuffer<float> features;
    private long scoredPosition = -1;

    public RowScorer(PredictiveEngine engine, DataViewRow row, DataViewSchema.Column featureColumn)
    {
        this.engine = engine;
        this.row = row;
        featureGetter = row.GetGetter<VBuffer<float>>(featureColumn);
        inputs = new float[engine.Posterior.Network.InputCount];
        probabilities = new float[engine.Posterior.Network.ClassCount];
    }

    /// <summary>Gets an output column by its position in <see cref="ScoreColumns"/>.</summary>
    public Delegate Getter(int column) => column switch
    {
        ScoreColumns.PredictedLabel => (ValueGetter<uint>)PredictedLabel,
        ScoreColumns.Score => (ValueGetter<VBuffer<float>>)Probabilities,
        ScoreColumns.Total => (ValueGetter<float>)((ref float value) => value = Uncertainty().Total),
        ScoreColumns.Epistemic => (ValueGetter<float>)((ref float value) => value = Uncertainty().Epistemic),
        _ => (ValueGetter<float>)((ref float value) => value = Uncertainty().Aleatoric),
    };

    private void PredictedLabel(ref uint key)
    {
        Score();
        // Key 0 is ML.NET's missing value: nothing is predicted for a row that could not be scored.
        key = float.IsNaN(probabilities[0]) ? 0 : (uint)TensorPrimitives.IndexOfMax<float>(probabilities) + 1;
    }

    private void Probabilities(ref VBuffer<float> destination)
    {
        Score();
        VBufferEditor<float> editor = VBufferEditor.Create(ref destination, probabilities.Length);
        probabilities.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    private PredictiveUncertainty Uncertainty()
    {
        Score();
        return uncertainty[0];
    }

    private void Score()
    {
        if (scoredPosition == row.Position)
            return;
        featureGetter(ref features);
        if (features.Length != inputs.Length)
            throw new InvalidOperationException($"Row {row.Position} has {features.Length} features, but the network has {inputs.Length} inputs.");
        features.CopyTo(inputs);
        if (inputs.AsSpan().IndexOfAnyExceptFinite() < 0)
        {
            engine.Predict(inputs, probabilities, uncertainty);
        }
        else
        {
            probabilities.AsSpan().Fill(float.NaN);
            uncertainty[0] = new(float.NaN, float.NaN, float.NaN);
        }

        scoredPosition = row.Position;
    }
}
