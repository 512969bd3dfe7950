namespace Microsoft.ML.Bayesian;

/// <summary>
/// Learns from earlier trials: a Gaussian process says how good a parameter would be and how sure that is, and the one with the greatest expected improvement
/// is proposed. With several objectives, each proposal weighs them anew at random, so that the whole Pareto front is looked for.
/// </summary>
/// <remarks>
/// Sources: Jones, Schonlau and Welch, "Efficient global optimization of expensive black-box functions" (1998); Knowles, "ParEGO" (2006). Losses count by their
/// ranks. The first trial has the defaults, and a few more are random.
/// </remarks>
/// <example><code>ITuner tuner = new GaussianProcessTuner(SearchSpace.SviClassifier, seed: 1, randomTrials: 10);</code></example>
public sealed class GaussianProcessTuner : ITuner
{
    private const int FewestRandom = 2, RandomDraws = 500, Neighbourhoods = 8, NeighboursOfEach = 40;
    private const double NeighbourDistance = 0.08, ChangeShare = 0.5;

    private readonly SearchSpace space;
    private readonly int seed, randomTrials;
    private readonly List<double[]> points = [];
    private readonly List<IReadOnlyList<double>> losses = [];
    private readonly HashSet<TrialParameter> tried = [];

    /// <summary>Creates a tuner for one experiment.</summary>
    /// <param name="searchSpace">What is chosen, and from which values.</param>
    /// <param name="seed">The seed of what it proposes by chance.</param>
    /// <param name="randomTrials">The trials before it begins to learn, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few random trials.</exception>
    public GaussianProcessTuner(SearchSpace searchSpace, int seed, int randomTrials = 10)
    {
        ArgumentNullException.ThrowIfNull(searchSpace);
        ArgumentOutOfRangeException.ThrowIfLessThan(randomTrials, FewestRandom);
        (space, this.seed, this.randomTrials) = (searchSpace, seed, randomTrials);
    }

    /// <inheritdoc/>
    public TrialParameter Propose(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (points.Count == 0)
            return space.Default;
        return points.Count < randomTrials ? space.Draw(seed, settings.TrialId) : ProposeBest(new SeededDraws(seed, settings.TrialId));
    }

    /// <inheritdoc/>
    public void Update(TrialResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        points.Add(space.ToUnit(result.TrialSettings.Parameter));
        losses.Add(result.Losses);
        tried.Add(result.TrialSettings.Parameter);
    }

    /// <summary>How it proposes, for logs and checkpoints; tuners that propose alike have equal texts.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"Gaussian process after {randomTrials} random trials";

    private TrialParameter ProposeBest(SeededDraws draws)
    {
        double[] values = [.. LossRanks.Shares(LossRanks.Scalarize(losses, draws)).Select(NormalDistribution.Quantile)];
        var process = GaussianProcess.Fit([.. points], [.. space.Dimensions.Select(dimension => dimension.ChoiceCount is not null)], values);
        double least = values.Min();
        (TrialParameter? Parameter, bool IsNew, double Improvement) best = default;
        foreach (double[] point in Candidates(values, draws))
        {
            TrialParameter parameter = space.FromUnit(point);
            (double mean, double deviation) = process.Predict(space.ToUnit(parameter));
            double distance = (least - mean) / deviation;
            double improvement = deviation * (distance * NormalDistribution.Cumulative(distance) + NormalDistribution.Density(distance));

            // What was tried before would only be tried again where nothing else is left.
            bool isNew = !tried.Contains(parameter);
            if (best.Parameter is null || (isNew, improvement).CompareTo((best.IsNew, best.Improvement)) > 0)
                best = (parameter, isNew, improvement);
        }

        return best.Parameter!;
    }

    /// <summary>Points from everywhere, and points beside the best ones.</summary>
    private IEnumerable<double[]> Candidates(double[] values, SeededDraws draws)
    {
        for (int i = 0; i < RandomDraws; i++)
            yield return [.. space.Dimensions.Select(_ => draws.NextUnit())];
        foreach (int trial in Enumerable.Range(0, values.Length).OrderBy(trial => values[trial]).Take(Neighbourhoods))
        {
            for (int i = 0; i < NeighboursOfEach; i++)
                yield return [.. space.Dimensions.Select((dimension, d) => Neighbour(dimension, points[trial][d], draws))];
        }
    }

    private static double Neighbour(SearchDimension dimension, double point, SeededDraws draws)
    {
        if (draws.NextUnit() > ChangeShare)
            return point;
        return dimension.ChoiceCount is null ? Math.Clamp(point + NeighbourDistance * draws.NextNormal(), 0, 1) : draws.NextUnit();
    }
}
