namespace BayesianML.CommandLine;

/// <summary>What <c>bayesianml score</c> says at the end. The names are those of its JSON.</summary>
/// <param name="output">The file of the scores.</param>
internal sealed class ScoreSummary(string? output)
{
    private double total, epistemic, aleatoric;

    public string? Output => output;

    public long Rows { get; private set; }

    /// <summary>The rows that miss a feature, so that nothing can be said about them.</summary>
    public long UnscoredRows { get; private set; }

    public double? MeanTotalUncertainty => Mean(total);

    public double? MeanEpistemicUncertainty => Mean(epistemic);

    public double? MeanAleatoricUncertainty => Mean(aleatoric);

    public void Add(ScoredBlock block)
    {
        Rows += block.Count;
        for (int row = 0; row < block.Count; row++)
        {
            if (block.PredictedClass(row) is null)
            {
                UnscoredRows++;
                continue;
            }

            PredictiveUncertainty uncertainty = block.Uncertainty(row);
            total += uncertainty.Total;
            epistemic += uncertainty.Epistemic;
            aleatoric += uncertainty.Aleatoric;
        }
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Rows:N0} rows scored{(UnscoredRows > 0 ? FormattableString.Invariant($", {UnscoredRows:N0} of them without an answer, since a feature is missing") : "")}: {Output}") +
        (MeanTotalUncertainty is null ? "" : FormattableString.Invariant($"\nmean uncertainty in nats: total {MeanTotalUncertainty:F4}, epistemic {MeanEpistemicUncertainty:F4}, aleatoric {MeanAleatoricUncertainty:F4}"));

    private double? Mean(double sum) => Rows > UnscoredRows ? sum / (Rows - UnscoredRows) : null;
}
