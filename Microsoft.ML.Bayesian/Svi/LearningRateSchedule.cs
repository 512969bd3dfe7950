namespace Microsoft.ML.Bayesian;

/// <summary>How the learning rate moves over the training, after a warm-up of 100 steps (a tenth of a training shorter than 1,000 steps).</summary>
/// <example><code>var options = new SviClassificationTrainer.Options { LearningRateSchedule = LearningRateSchedule.Constant, AveragedEpochs = 5 };</code></example>
public enum LearningRateSchedule
{
    /// <summary>Half a cosine wave, from the learning rate down to 2 % of it.</summary>
    Cosine = 0,

    /// <summary>The learning rate throughout.</summary>
    Constant = 1,
}
