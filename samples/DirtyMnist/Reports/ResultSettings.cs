namespace BayesianML.Samples;

/// <summary>The options that decide the figures.</summary>
internal sealed record ResultSettings(string Network, int Seed, int Samples, string PixelScaling, int MovedCopies)
{
    /// <summary>The model that was loaded; null where one was trained.</summary>
    public string? Model { get; init; }

    /// <summary>The samples that quantized models are compared with; null where there are none.</summary>
    public int? QuantizeSamples { get; init; }

    public int? Epochs { get; init; }

    public int? Threads { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public string? LearningRateSchedule { get; init; }

    public double? KlWeight { get; init; }

    public int? KlWarmUpEpochs { get; init; }

    public double? PriorStandardDeviation { get; init; }

    public double? InitialStandardDeviation { get; init; }

    public int? AveragedEpochs { get; init; }

    public string? GradientEstimator { get; init; }

    public int? DrawsPerStep { get; init; }

    public static ResultSettings Of(BenchmarkOptions options)
    {
        var settings = new ResultSettings(options.Network, options.Seed, options.Samples, options.PixelScaling.Name, options.MovedCopies)
        {
            QuantizeSamples = options.Quantizations.Count > 0 ? options.QuantizeSamples : null,
        };

        // How a model that was loaded has been trained is not known here.
        return options.ModelFile is { } file ? settings with { Model = Path.GetFileName(file) } : settings with
        {
            Epochs = options.Epochs,
            Threads = options.Threads,
            BatchSize = options.BatchSize,
            LearningRate = options.LearningRate,
            LearningRateSchedule = options.LearningRateSchedule.ToString(),
            KlWeight = options.KlWeight,
            KlWarmUpEpochs = options.KlWarmUpEpochs,
            PriorStandardDeviation = options.PriorStandardDeviation,
            InitialStandardDeviation = options.InitialStandardDeviation,
            AveragedEpochs = options.AveragedEpochs,
            GradientEstimator = options.GradientEstimator.ToString(),
            DrawsPerStep = options.DrawsPerStep,
        };
    }
}
