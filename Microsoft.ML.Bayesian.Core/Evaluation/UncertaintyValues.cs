namespace Microsoft.ML.Bayesian;

/// <summary>The uncertainties of many rows, which is all that ranks need of a row.</summary>
internal sealed class UncertaintyValues
{
    private readonly ByUncertainty<List<float>> values = new([], [], []);

    public int Count => values.Total.Count;

    public void Add(PredictiveUncertainty uncertainty)
    {
        values.Total.Add(uncertainty.Total);
        values.Epistemic.Add(uncertainty.Epistemic);
        values.Aleatoric.Add(uncertainty.Aleatoric);
    }

    public ByUncertainty<float[]> ToArrays() => values.Select(list => list.ToArray());
}
