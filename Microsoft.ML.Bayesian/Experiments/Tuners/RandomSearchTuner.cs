namespace Microsoft.ML.Bayesian;

/// <summary>Draws every dimension evenly and independently; the first trial has the defaults.</summary>
/// <example><code>ITuner tuner = new RandomSearchTuner(SearchSpace.SviClassifier, seed: 1);</code></example>
public sealed class RandomSearchTuner : ITuner
{
    private readonly SearchSpace space;
    private readonly int seed;

    /// <summary>Creates a tuner for one experiment.</summary>
    /// <param name="searchSpace">What is chosen, and from which values.</param>
    /// <param name="seed">The seed of what it proposes by chance.</param>
    public RandomSearchTuner(SearchSpace searchSpace, int seed)
    {
        ArgumentNullException.ThrowIfNull(searchSpace);
        (space, this.seed) = (searchSpace, seed);
    }

    /// <inheritdoc/>
    public TrialParameter Propose(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.TrialId == 0 ? space.Default : space.Draw(seed, settings.TrialId);
    }

    /// <summary>Does nothing: what comes next does not depend on what came before.</summary>
    /// <param name="result">The trial, which is not looked at.</param>
    public void Update(TrialResult result)
    {
    }

    /// <summary>How it proposes, for logs and checkpoints; tuners that propose alike have equal texts.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => "random search";
}
