namespace Microsoft.ML.Bayesian;

/// <summary>The learning rate and the KL weight at every step of a training of known length.</summary>
internal sealed class TrainingSchedule(SviClassificationTrainer.Options options, long stepsPerEpoch)
{
    private const double FinalFraction = 0.02;

    private readonly long totalSteps = stepsPerEpoch * options.Epochs, deterministicSteps = stepsPerEpoch * options.DeterministicEpochs;

    private readonly double klWarmUpSteps = stepsPerEpoch * options.KlWarmUpEpochs;

    /// <summary>100 steps, or a tenth of a short training.</summary>
    private double WarmUpSteps => Math.Max(1, Math.Min(100, totalSteps / 10));

    public double LearningRate(long step)
    {
        // The optimizer starts again where noise and divergence set in.
        double warmUp = Math.Min(1, (step - (step < deterministicSteps ? 0 : deterministicSteps) + 1) / WarmUpSteps);
        double progress = Math.Clamp((step - WarmUpSteps) / Math.Max(1, totalSteps - WarmUpSteps), 0, 1);
        double decay = options.LearningRateSchedule == LearningRateSchedule.Cosine
            ? FinalFraction + (1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * progress))
            : 1;
        return options.LearningRate * warmUp * decay;
    }

    /// <summary>β: 0 while training is deterministic, then rises in a straight line over some epochs, then stays.</summary>
    public double KlWeight(long step) => step < deterministicSteps ? 0
        : options.KlWeight * (klWarmUpSteps > 0 ? Math.Min(1, (step - deterministicSteps + 1) / klWarmUpSteps) : 1);
}
