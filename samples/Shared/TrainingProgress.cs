using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>Puts the trainer's reports on a progress bar.</summary>
internal sealed class TrainingProgress(IProgress<WorkProgress> progress) : IProgress<SviProgress>
{
    public void Report(SviProgress value) => progress.Report(new(
        (double)value.Step / value.StepCount,
        $"epoch {value.Epoch}/{value.EpochCount}, NLL {value.NegativeLogLikelihood:F3}, {value.Remaining:hh\\:mm\\:ss} left"));
}
