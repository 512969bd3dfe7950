namespace BayesianML.CommandLine;

/// <summary>The methods of inference as the command line writes them.</summary>
internal static class MethodNames
{
    private static readonly (string Name, InferenceMethod Method)[] All =
    [
        ("auto", InferenceMethod.Auto),
        ("sampling", InferenceMethod.WeightSampling),
        ("local-reparameterization", InferenceMethod.LocalReparameterization),
        ("hybrid", InferenceMethod.Hybrid),
        ("moments", InferenceMethod.MomentPropagation),
        ("covariance", InferenceMethod.CovariancePropagation),
    ];

    public static string List { get; } = string.Join(", ", All.Select(entry => entry.Name));

    public static string Of(InferenceMethod method) => Array.Find(All, entry => entry.Method == method).Name;

    /// <exception cref="FormatException">The text names no method.</exception>
    public static InferenceMethod? Parse(string text) =>
        Array.Find(All, entry => entry.Name == text) is { Name: not null } found ? found.Method : throw new FormatException($"one of {List}");
}
