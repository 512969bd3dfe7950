using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads what a classifier said about the row that a cursor stands on, once, however many columns are made from it.</summary>
internal sealed class ScoredRowReader
{
    private readonly DataViewRow row;
    private readonly ValueGetter<VBuffer<float>>? score;
    private readonly ValueGetter<float>? total;
    private readonly ValueGetter<float>? epistemic;
    private readonly ValueGetter<float>? aleatoric;
    private readonly float[] probabilities;
    private VBuffer<float> buffer;
    private long position = -1;

    public ScoredRowReader(DataViewRow row, ScoredColumns columns)
    {
        this.row = row;
        score = columns.Score is { } name ? row.GetGetter<VBuffer<float>>(row.Schema[name]) : null;
        probabilities = new float[columns.Score is { } vector ? ((VectorDataViewType)row.Schema[vector].Type).Size : 0];
        total = Uncertainties(columns.Total);
        epistemic = Uncertainties(columns.Epistemic);
        aleatoric = Uncertainties(columns.Aleatoric);
    }

    /// <summary>The class probabilities; empty where the score is not read.</summary>
    public ReadOnlySpan<float> Probabilities => probabilities;

    /// <summary>The uncertainties; 0 where they are not read.</summary>
    public PredictiveUncertainty Uncertainty { get; private set; }

    /// <summary>Reads the row under the cursor.</summary>
    /// <returns>Whether it is another row than at the last call.</returns>
    public bool Read()
    {
        if (position == row.Position)
            return false;
        score?.Invoke(ref buffer);
        buffer.CopyTo(probabilities);
        Uncertainty = new(Value(total), Value(epistemic), Value(aleatoric));
        position = row.Position;
        return true;
    }

    private static float Value(ValueGetter<float>? getter)
    {
        float value = 0;
        getter?.Invoke(ref value);
        return value;
    }

    private ValueGetter<float>? Uncertainties(string? name) => name is null ? null : row.GetGetter<float>(row.Schema[name]);
}
