namespace Microsoft.ML.Bayesian;

/// <summary>What an experiment is, as the first line of its checkpoint says it. Only an equal one may go on.</summary>
internal sealed record ExperimentIdentity
{
    public string Format { get; init; } = "BayesianML experiment";

    public int Version { get; init; } = 1;

    public required int Seed { get; init; }

    public required string SearchSpace { get; init; }

    public required string Objectives { get; init; }

    public required string Tuner { get; init; }

    public required string Runner { get; init; }

    /// <summary>Checks that another identity is the same one.</summary>
    /// <param name="found">The identity in a checkpoint.</param>
    /// <param name="path">The checkpoint, for the message.</param>
    /// <exception cref="InvalidOperationException">It is not; the message says in what.</exception>
    public void Require(ExperimentIdentity found, string path)
    {
        (string What, object Own, object Found)[] parts =
        [
            ("format version", Version, found.Version), ("seed", Seed, found.Seed), ("search space", SearchSpace, found.SearchSpace),
            ("objectives", Objectives, found.Objectives), ("tuner", Tuner, found.Tuner), ("trainer and data", Runner, found.Runner),
        ];
        foreach ((string what, object own, object other) in parts)
        {
            if (!own.Equals(other))
                throw new InvalidOperationException($"The checkpoint '{path}' is of another experiment: its {what} is '{other}', but here it is '{own}'. Name another file, or repeat that experiment.");
        }
    }
}
