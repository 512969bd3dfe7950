namespace Microsoft.ML.Bayesian;

/// <summary>
/// Tries many parameters with few epochs, the best of them with more, and so on; then begins anew with other parameters. Each trial is a whole training with
/// its own schedule, so that every one of them gives a model of its own. Source: Jamieson and Talwalkar, "Non-stochastic best arm identification and
/// hyperparameter optimization" (2016).
/// </summary>
/// <example><code>ITuner tuner = new SuccessiveHalvingTuner(SearchSpace.SviClassifier, seed: 1, leastEpochs: 2, mostEpochs: 18);   // 9 trials of 2 epochs, 3 of 6, 1 of 18</code></example>
public sealed class SuccessiveHalvingTuner : ITuner
{
    private const string Resource = nameof(SviClassificationTrainer.Options.Epochs);

    private readonly SearchSpace space;
    private readonly int seed, reduction;
    private readonly int[] epochs;
    private readonly List<IReadOnlyList<double>> losses = [];
    private List<TrialParameter> rung;
    private int rungIndex, drawn;

    /// <summary>Creates a tuner for one experiment.</summary>
    /// <param name="searchSpace">The search space; the number of epochs, if it is a dimension, is taken out of it.</param>
    /// <param name="seed">The seed of what it proposes by chance.</param>
    /// <param name="leastEpochs">The epochs of the first trials are at least these.</param>
    /// <param name="mostEpochs">The epochs of the last trials.</param>
    /// <param name="reduction">One in this many trials goes on to as many times the epochs; at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is nothing to halve: the epochs must be at least 1, and the most at least the reduction times the least.</exception>
    public SuccessiveHalvingTuner(SearchSpace searchSpace, int seed, int leastEpochs = 2, int mostEpochs = 18, int reduction = 3)
    {
        ArgumentNullException.ThrowIfNull(searchSpace);
        ArgumentOutOfRangeException.ThrowIfLessThan(leastEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(reduction, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostEpochs, leastEpochs * (long)reduction, nameof(mostEpochs));
        (space, this.seed, this.reduction) = (searchSpace.Without(Resource), seed, reduction);
        var rungs = new List<int>();
        for (double most = mostEpochs; most >= leastEpochs; most /= reduction)
            rungs.Insert(0, (int)Math.Round(most));
        epochs = [.. rungs];
        rung = NewBracket();
    }

    /// <inheritdoc/>
    public TrialParameter Propose(TrialSettings settings) => rung[losses.Count].With(Resource, epochs[rungIndex]);

    /// <inheritdoc/>
    public void Update(TrialResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        losses.Add(result.Losses);
        if (losses.Count < rung.Count)
            return;
        if (++rungIndex < epochs.Length)
        {
            rung = [.. ParetoFront.Order(losses).Take(rung.Count / reduction).Select(index => rung[index])];
        }
        else
        {
            rungIndex = 0;
            rung = NewBracket();
        }

        losses.Clear();
    }

    /// <summary>How it proposes, for logs and checkpoints; tuners that propose alike have equal texts.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"successive halving by {reduction} over {string.Join(", ", epochs)} epochs";

    private List<TrialParameter> NewBracket()
    {
        int count = (int)Math.Pow(reduction, epochs.Length - 1);
        drawn += count;
        return [.. Enumerable.Range(drawn - count, count).Select(index => index == 0 ? space.Default : space.Draw(seed, index))];
    }
}
