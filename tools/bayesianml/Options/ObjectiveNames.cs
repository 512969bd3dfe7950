namespace BayesianML.CommandLine;

/// <summary>The objectives of an experiment as the command line writes them.</summary>
internal static class ObjectiveNames
{
    private static readonly (string Name, Objective Objective)[] all =
    [
        ("accuracy", Objective.Accuracy),
        ("negative-log-likelihood", Objective.NegativeLogLikelihood),
        ("expected-calibration-error", Objective.ExpectedCalibrationError),
        ("epistemic-auroc", Objective.EpistemicAuroc),
        ("model-bytes", Objective.ModelBytes),
        ("microseconds-per-row", Objective.MicrosecondsPerRow),
    ];

    public static string List { get; } = string.Join(", ", all.Select(entry => entry.Name));

    public static string Of(Objective objective) => Array.Find(all, entry => entry.Objective == objective).Name;

    /// <exception cref="FormatException">A name is that of no objective, or there twice.</exception>
    public static IReadOnlyList<Objective> Parse(string text)
    {
        string[] names = text.Split(',');
        Objective[] found = [.. names.SelectMany(name => all.Where(entry => entry.Name == name)).Select(entry => entry.Objective)];
        return found.Length == names.Length && found.Distinct().Count() == found.Length ? found : throw new FormatException($"a list, each at most once, of {List}");
    }
}
