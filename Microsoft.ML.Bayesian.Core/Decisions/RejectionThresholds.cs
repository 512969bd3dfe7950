namespace Microsoft.ML.Bayesian;

/// <summary>The uncertainties up to which an answer is taken.</summary>
/// <param name="Epistemic">The largest epistemic uncertainty that is accepted, in nats, at least 0.</param>
/// <param name="Aleatoric">The largest aleatoric uncertainty that is accepted, in nats, at least 0.</param>
/// <example>
/// <code>
/// var thresholds = new RejectionThresholds(Epistemic: 0.1f, Aleatoric: 0.4f);
/// string decision = thresholds.Decide(new PredictiveUncertainty(Total: 0.5f, Epistemic: 0.3f, Aleatoric: 0.2f));   // RejectEpistemic
/// </code>
/// </example>
public sealed record RejectionThresholds(float Epistemic, float Aleatoric)
{
    // Levels are the share of rows up to each threshold, in percent; from each of the starts they are raised for as long as the risk holds.
    private const int Levels = 100;
    private static readonly int[] starts = [10, 20, 40, 60, 80];

    /// <summary>
    /// Finds thresholds that reject as few rows as possible and yet keep the risk: with the given confidence (over draws of calibration
    /// rows), the share of wrong answers among accepted new rows from the same source is at most <paramref name="risk"/>.
    /// </summary>
    /// <remarks>
    /// A quarter of the rows, drawn at random, gives the levels: the same quantile of both uncertainties. The other rows test them. A level
    /// passes when its errors are too few for a higher risk, by the upper bound of Clopper and Pearson, and levels are tested upwards from five starts
    /// until the first fails, each start with a fifth of the doubt. No level passes by luck more often than the confidence allows: fixed-sequence
    /// testing of Angelopoulos et al., "Learn then Test" (2021). Rows more uncertain than all that were seen are rejected at any level.
    /// </remarks>
    /// <param name="uncertainties">The uncertainties of rows that neither the model nor its temperature was fitted to.</param>
    /// <param name="isRight">Whether each of them is answered right.</param>
    /// <param name="risk">The share of accepted answers that may be wrong, between 0 and 1.</param>
    /// <param name="confidence">How surely, between 0 and 1.</param>
    /// <param name="seed">What the drawn quarter is a function of.</param>
    /// <returns>The thresholds, in nats.</returns>
    /// <exception cref="ArgumentException">There are no rows, their numbers differ, an uncertainty is negative or not finite, or risk or confidence is out of range.</exception>
    /// <exception cref="InvalidOperationException">No level passes: the rows are too few, or too often answered wrong.</exception>
    public static RejectionThresholds Fit(
        IReadOnlyList<PredictiveUncertainty> uncertainties, IReadOnlyList<bool> isRight, double risk, double confidence = 0.95, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(uncertainties);
        ArgumentNullException.ThrowIfNull(isRight);
        CheckShare(risk, nameof(risk));
        CheckShare(confidence, nameof(confidence));
        if (uncertainties.Count != isRight.Count)
            throw new ArgumentException($"{uncertainties.Count} rows need as many answers, but there are {isRight.Count}.", nameof(isRight));
        if (uncertainties.Any(each => !(float.IsFinite(each.Epistemic) && float.IsFinite(each.Aleatoric) && each is { Epistemic: >= 0, Aleatoric: >= 0 })))
            throw new ArgumentException("Uncertainties must be finite and at least 0, but one is not.", nameof(uncertainties));

        RejectionThresholds[] levels = LevelsOf(uncertainties, seed);
        (int[] accepted, int[] errors) = Count(levels, uncertainties, isRight, seed);
        int best = -1;
        foreach (int start in starts)
        {
            for (int level = start - 1; level < Levels && Passes(level); level++)
                best = Math.Max(best, level);
        }

        return best >= 0 ? levels[best] : throw new InvalidOperationException(
            $"No thresholds keep the risk at {risk:P2} with a confidence of {confidence:P1} on {uncertainties.Count} calibration rows, {isRight.Count(right => !right)} of which are answered wrong. " +
            $"Even without an error, {LeastRows(risk, confidence)} accepted rows are needed; give more rows, or ask for less.");

        bool Passes(int level) => BinomialTail.AtMost(errors[level], accepted[level], risk) <= (1 - confidence) / starts.Length && accepted[level] > 0;
    }

    /// <summary>Accepts, or rejects with the reason: one of the values of <see cref="Decision"/>.</summary>
    /// <param name="uncertainty">The uncertainties of a row, in nats.</param>
    /// <returns><see cref="Decision.Accept"/> or one of the reasons; <see cref="Decision.RejectUnscored"/> where an uncertainty is not a number.</returns>
    public string Decide(PredictiveUncertainty uncertainty)
    {
        if (float.IsNaN(uncertainty.Epistemic) || float.IsNaN(uncertainty.Aleatoric))
            return Decision.RejectUnscored;
        bool tooEpistemic = uncertainty.Epistemic > Epistemic, tooAleatoric = uncertainty.Aleatoric > Aleatoric;
        if (tooEpistemic && tooAleatoric)
        {
            // The one that exceeds its threshold by the larger factor; as products, since a threshold may be 0.
            tooEpistemic = (double)uncertainty.Epistemic * Aleatoric >= (double)uncertainty.Aleatoric * Epistemic;
        }

        return tooEpistemic ? Decision.RejectEpistemic : tooAleatoric ? Decision.RejectAleatoric : Decision.Accept;
    }

    internal void Check(string argument)
    {
        if (!(Epistemic >= 0 && Aleatoric >= 0))
            throw new ArgumentException($"Thresholds must be at least 0 nats, but they are {Epistemic} and {Aleatoric}.", argument);
    }

    internal static void CheckShare(double share, string argument)
    {
        if (!(share is > 0 and < 1))
            throw new ArgumentOutOfRangeException(argument, share, $"The {argument} must be between 0 and 1, but it is {share}.");
    }

    private static int LeastRows(double risk, double confidence) => (int)Math.Ceiling(Math.Log((1 - confidence) / starts.Length) / double.LogP1(-risk));

    private static RejectionThresholds[] LevelsOf(IReadOnlyList<PredictiveUncertainty> uncertainties, ulong seed)
    {
        PredictiveUncertainty[] quarter = [.. uncertainties.Where((_, row) => GivesLevels(row, seed))];
        if (quarter.Length == 0)
            throw new InvalidOperationException($"{uncertainties.Count} calibration rows are too few to find thresholds with.");
        float[] epistemic = [.. quarter.Select(each => each.Epistemic).Order()], aleatoric = [.. quarter.Select(each => each.Aleatoric).Order()];
        return [.. Enumerable.Range(1, Levels).Select(level => (int)(((long)level * quarter.Length + Levels - 1) / Levels) - 1)
            .Select(rank => new RejectionThresholds(epistemic[rank], aleatoric[rank]))];
    }

    private static (int[] Accepted, int[] Errors) Count(
        RejectionThresholds[] levels, IReadOnlyList<PredictiveUncertainty> uncertainties, IReadOnlyList<bool> isRight, ulong seed)
    {
        int[] accepted = new int[Levels], errors = new int[Levels];
        for (int row = 0; row < uncertainties.Count; row++)
        {
            if (GivesLevels(row, seed))
                continue;
            for (int level = Levels - 1; level >= 0 && levels[level].Decide(uncertainties[row]) == Decision.Accept; level--)
            {
                accepted[level]++;
                errors[level] += isRight[row] ? 0 : 1;
            }
        }

        return (accepted, errors);
    }

    private static bool GivesLevels(int row, ulong seed) => SplitMix64.Mix(SplitMix64.Mix(seed) ^ (ulong)row) % 4 == 0;
}
