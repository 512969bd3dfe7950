namespace Microsoft.ML.Bayesian;

/// <summary>The names of the columns that a trainer reads and that its transformer writes.</summary>
/// <example><code>var columns = new BayesianTrainerColumns { Label = "Digit", Features = "Pixels" };</code></example>
public sealed record BayesianTrainerColumns
{
    /// <summary>The label: a key, a scalar Single holding 0, 1, 2, …, or a scalar Boolean.</summary>
    public string Label { get; init; } = "Label";

    /// <summary>The features: a vector of Single of known length.</summary>
    public string Features { get; init; } = "Features";

    /// <summary>The weight of each row: a scalar Single; null when all rows weigh 1.</summary>
    public string? ExampleWeight { get; init; }

    /// <summary>Receives the most probable class: a key with the label's key values.</summary>
    public string PredictedLabel { get; init; } = "PredictedLabel";

    /// <summary>Receives the posterior-mean probability of each class: a vector of Single.</summary>
    public string Score { get; init; } = "Score";

    /// <summary>Receives the total uncertainty in nats: a scalar Single.</summary>
    public string TotalUncertainty { get; init; } = "TotalUncertainty";

    /// <summary>Receives the epistemic uncertainty in nats: a scalar Single.</summary>
    public string EpistemicUncertainty { get; init; } = "EpistemicUncertainty";

    /// <summary>Receives the aleatoric uncertainty in nats: a scalar Single.</summary>
    public string AleatoricUncertainty { get; init; } = "AleatoricUncertainty";

    internal void Validate()
    {
        RequireName(Label, nameof(Label));
        RequireName(Features, nameof(Features));
        if (ExampleWeight is not null)
            RequireName(ExampleWeight, nameof(ExampleWeight));

        (string Role, string Name)[] outputs = Outputs();
        foreach ((string role, string name) in outputs)
        {
            RequireName(name, role);
            if (outputs.FirstOrDefault(other => other.Role != role && other.Name == name).Role is { } twin)
                throw new ArgumentException($"The output columns {role} and {twin} are both named '{name}'; each needs a name of its own.", role);
        }
    }

    /// <summary>The output columns, at their positions in <see cref="ScoreColumns"/>.</summary>
    internal (string Role, string Name)[] Outputs() =>
    [
        (nameof(PredictedLabel), PredictedLabel), (nameof(Score), Score), (nameof(TotalUncertainty), TotalUncertainty),
        (nameof(EpistemicUncertainty), EpistemicUncertainty), (nameof(AleatoricUncertainty), AleatoricUncertainty),
    ];

    private static void RequireName(string name, string role)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentException($"The column {role} needs a name, but it is {(name is null ? "null" : "blank")}.", role);
    }
}
