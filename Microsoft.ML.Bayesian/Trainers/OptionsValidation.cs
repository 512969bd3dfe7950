using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian;

/// <summary>Checks all options together, so that a user sees every mistake at once.</summary>
internal static class OptionsValidation
{
    /// <exception cref="ArgumentException">Options are out of range; the message names each, what was found and what would be right.</exception>
    public static Options Validated(Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] faults = [.. Faults(options)];
        return faults.Length == 0 ? options
            : throw new ArgumentException($"{faults.Length} training option{(faults.Length == 1 ? " is" : "s are")} not usable:{string.Concat(faults.Select(fault => $"{Environment.NewLine}- {fault}"))}", nameof(options));
    }

    private static IEnumerable<string> Faults(Options options)
    {
        if (options.Network is not null && options.HiddenUnits is not null)
            yield return "Network and HiddenUnits are both given; give one of them";
        if (options.HiddenUnits?.Any(units => units < 1) == true)
            yield return $"HiddenUnits is [{string.Join(", ", options.HiddenUnits)}]; every layer needs at least 1 unit";

        (string Name, int Value, int Least)[] counts =
        [
            (nameof(options.Epochs), options.Epochs, 1), (nameof(options.BatchSize), options.BatchSize, 1), (nameof(options.DrawsPerStep), options.DrawsPerStep, 1),
            (nameof(options.EarlyStoppingPatience), options.EarlyStoppingPatience, 1), (nameof(options.Threads), options.Threads, 1),
            (nameof(options.KlWarmUpEpochs), options.KlWarmUpEpochs, 0), (nameof(options.AveragedEpochs), options.AveragedEpochs, 0),
            (nameof(options.DeterministicEpochs), options.DeterministicEpochs, 0), (nameof(options.ShufflePoolRows), options.ShufflePoolRows ?? 1, 1),
            (nameof(options.CheckpointEveryEpochs), options.CheckpointEveryEpochs, 1),
        ];
        foreach ((string name, int value, int least) in counts.Where(count => count.Value < count.Least))
            yield return $"{name} is {value}; it must be at least {least}";

        (string Name, double Value)[] positives =
        [
            (nameof(options.LearningRate), options.LearningRate), (nameof(options.PriorStandardDeviation), options.PriorStandardDeviation),
            (nameof(options.InitialStandardDeviation), options.InitialStandardDeviation),
        ];
        foreach ((string name, double value) in positives.Where(positive => !(float.IsFinite((float)positive.Value) && (float)positive.Value > 0)))
            yield return $"{name} is {value}; it must be finite and greater than 0";

        if (!(double.IsFinite(options.KlWeight) && options.KlWeight >= 0))
            yield return $"KlWeight is {options.KlWeight}; it must be finite and at least 0 (1 is the evidence lower bound)";
        if (!(options.ValidationFraction is >= 0 and < 1))
            yield return $"ValidationFraction is {options.ValidationFraction}; it must be at least 0 and less than 1";
        if (options.ValidationSet is not null && options.ValidationFraction > 0)
            yield return $"ValidationSet is given and ValidationFraction is {options.ValidationFraction}; give one of them";
        if (options.ShufflePoolRows is not null && options.ValidationFraction > 0)
            yield return $"ShufflePoolRows is {options.ShufflePoolRows} and ValidationFraction is {options.ValidationFraction}; rows that are not in memory cannot be split, so give a ValidationSet";
        if (options.DeterministicEpochs > 0 && options.DeterministicEpochs + Math.Max(1, options.AveragedEpochs) > options.Epochs)
            yield return $"DeterministicEpochs is {options.DeterministicEpochs} of {options.Epochs} epochs; at least one must follow, and those that are averaged ({options.AveragedEpochs})";
        if (options.CheckpointPath is { } path && (string.IsNullOrWhiteSpace(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))))
            yield return $"CheckpointPath is '{path}'; it must name a file in a folder that is there";
        if (!Enum.IsDefined(options.GradientEstimator))
            yield return $"GradientEstimator is {options.GradientEstimator}; it must be one of {string.Join(", ", Enum.GetNames<GradientEstimator>())}";
        if (!Enum.IsDefined(options.LearningRateSchedule))
            yield return $"LearningRateSchedule is {options.LearningRateSchedule}; it must be one of {string.Join(", ", Enum.GetNames<LearningRateSchedule>())}";
        if (options.Inference is null)
            yield return "Inference is null; it must be given (the default is fine)";
    }
}
