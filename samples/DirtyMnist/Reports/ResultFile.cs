using System.Text.Json;

namespace BayesianML.Samples;

/// <summary>The benchmark's results as JSON.</summary>
/// <param name="Settings">What makes the run repeatable.</param>
/// <param name="Float32">The figures of the trained model.</param>
internal sealed record ResultFile(ResultSettings Settings, Figures Float32)
{
    private static readonly JsonSerializerOptions format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Writes beside the target and then moves into its place: nobody ever reads half a file.</summary>
    public void Write(string path)
    {
        string target = Path.GetFullPath(path), temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            File.WriteAllText(temporary, JsonSerializer.Serialize(this, format) + "\n");
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>The options that decide the figures.</summary>
internal sealed record ResultSettings(
    string Network, int Epochs, int Seed, int Samples, int Threads, int BatchSize, double LearningRate, string LearningRateSchedule, double KlWeight, int KlWarmUpEpochs,
    double PriorStandardDeviation, double InitialStandardDeviation, int AveragedEpochs, string GradientEstimator, int DrawsPerStep, int MovedCopies)
{
    public static ResultSettings Of(BenchmarkOptions options) => new(
        options.Network, options.Epochs, options.Seed, options.Samples, options.Threads, options.BatchSize, options.LearningRate, options.LearningRateSchedule.ToString(), options.KlWeight,
        options.KlWarmUpEpochs, options.PriorStandardDeviation, options.InitialStandardDeviation, options.AveragedEpochs,
        options.GradientEstimator.ToString(), options.DrawsPerStep, options.MovedCopies);
}
