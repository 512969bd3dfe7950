using System.Collections;
using System.Globalization;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian;

/// <summary>The options that decide what is learnt, as text, to tell whether two trainings are the same.</summary>
internal static class OptionsDescription
{
    // The number of threads decides how long training takes, and the rest how it is watched, ended and kept.
    private static readonly string[] irrelevant =
    [
        nameof(Options.Threads), nameof(Options.Progress), nameof(Options.CancellationToken), nameof(Options.ReturnBestOnCancellation), nameof(Options.ValidationSet),
        nameof(Options.CheckpointPath), nameof(Options.CheckpointEveryEpochs),
    ];

    /// <summary>Name and value of each option that has one.</summary>
    public static IEnumerable<(string Name, string Value)> Of(Options options) => typeof(Options).GetProperties()
        .Where(property => !irrelevant.Contains(property.Name))
        .Select(property => (property.Name, Value: property.GetValue(options)))
        .Where(option => option.Value is not null)
        .Select(option => (option.Name, string.Create(CultureInfo.InvariantCulture, $"{Text(option.Value!)}")));

    private static object Text(object value) => value switch
    {
        NetworkDefinition network => Text(network.HiddenLayers),
        IEnumerable items and not string => $"[{string.Join(", ", items.Cast<object>())}]",
        _ => value,
    };
}
