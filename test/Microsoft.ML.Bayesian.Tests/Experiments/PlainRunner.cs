using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Trials that train nothing: a function gives their figures at once, and a transformer of no columns stands for the model.</summary>
internal sealed class PlainRunner(Func<TrialSettings, TrialMetrics> measure) : ITrialRunner
{
    public string Description { get; init; } = "plain";

    /// <summary>What happens before a trial ends.</summary>
    public Action<TrialSettings, CancellationToken> Meanwhile { get; init; } = (_, _) => { };

    public List<TrialSettings> Started { get; } = [];

    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken cancellationToken)
    {
        Started.Add(settings);
        Meanwhile(settings, cancellationToken);
        return Task.FromResult(new TrialResult { TrialSettings = settings, Metrics = measure(settings), Model = new TransformerChain<ITransformer>() });
    }

    public void Dispose()
    {
    }

    /// <summary>Accuracy falls with the distance of Units from 40 and of Weight from 0.1; bytes grow with Units.</summary>
    public static TrialMetrics Smooth(TrialSettings settings)
    {
        var parameter = settings.Parameter;
        double units = (int)parameter["Units"], weight = (double)parameter["Weight"];
        double loss = Math.Pow(Math.Log(units / 40), 2) + Math.Pow(Math.Log(weight / 0.1), 2) + ((string)parameter["Kind"] == "b" ? 0 : 0.5);
        return Metrics(accuracy: Math.Exp(-loss), bytes: (long)(1000 * units));
    }

    public static TrialMetrics Metrics(double accuracy, long bytes = 1000, double? auroc = null) => new()
    {
        Accuracy = accuracy,
        NegativeLogLikelihood = 1 - accuracy,
        ExpectedCalibrationError = 0,
        EpistemicAuroc = auroc,
        ModelBytes = bytes,
        MicrosecondsPerRow = 1,
    };

    public static SearchSpace Space { get; } = new([
        new RangeDimension("Units", 8, 512, init: 100, logBase: true),
        new RangeDimension("Weight", 0.001, 1, init: 1, logBase: true),
        new ChoiceDimension("Kind", ["a", "b", "c", "d"]),
    ]);
}
