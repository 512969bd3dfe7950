using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>Scores the row that a cursor stands on, once, whichever output column is asked for first.</summary>
internal sealed class RowScorer(BayesianModel model, DataViewRow row, DataViewSchema.Column featureColumn)
{
    private readonly ScoreBlock block = new(model, 1);
    private readonly ValueGetter<VBuffer<float>> featureGetter = row.GetGetter<VBuffer<float>>(featureColumn);
    private VBuffer<float> features;
    private long scoredPosition = -1;

    /// <summary>Gets an output column by its position in <see cref="ScoreColumns"/>.</summary>
    public Delegate Getter(int column) => block.Getter(column, ScoredRow);

    private int ScoredRow()
    {
        if (scoredPosition != row.Position)
        {
            featureGetter(ref features);
            block.SetFeatures(0, features, row.Position);
            block.Predict(1);
            scoredPosition = row.Position;
        }

        return 0;
    }
}
