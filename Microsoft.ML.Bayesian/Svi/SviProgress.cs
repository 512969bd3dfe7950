namespace Microsoft.ML.Bayesian;

/// <summary>How far a training is; reported once at the end of each epoch.</summary>
/// <example>
/// <code>
/// var options = new SviClassificationTrainer.Options
/// {
///     Progress = new Progress&lt;SviProgress&gt;(state => Console.WriteLine($"{state.Epoch}/{state.EpochCount}: {state.NegativeLogLikelihood:F3} nats per row")),
/// };
/// </code>
/// </example>
public sealed record SviProgress
{
    /// <summary>The epoch that has just ended, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The number of epochs that the training was asked for; early stopping may end it before.</summary>
    public required int EpochCount { get; init; }

    /// <summary>The number of optimizer steps taken so far.</summary>
    public required long Step { get; init; }

    /// <summary>The number of optimizer steps of the whole training.</summary>
    public required long StepCount { get; init; }

    /// <summary>
    /// The evidence lower bound of the whole training set in nats, −(Σ NLL + β·KL), with the NLL averaged over the epoch's noisy
    /// passes, and KL and its weight β as they are at the end of the epoch. Greater is better; at most 0 for classification.
    /// </summary>
    public required double EvidenceLowerBound { get; init; }

    /// <summary>The negative log-likelihood in nats per row (per unit of weight), averaged over the epoch's noisy passes over the training rows.</summary>
    public required double NegativeLogLikelihood { get; init; }

    /// <summary>The divergence of the posterior from the prior in nats, summed over all parameters, before any weight.</summary>
    public required double KullbackLeiblerDivergence { get; init; }

    /// <summary>β, the factor of the divergence in the loss, at the end of the epoch.</summary>
    public required double KlWeight { get; init; }

    /// <summary>The learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The negative log-likelihood of the posterior-mean probabilities in nats per validation row, or null without validation rows.</summary>
    public double? ValidationNegativeLogLikelihood { get; init; }

    /// <summary>The share of validation rows whose most probable class is right, 0 to 1, or null without validation rows.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Whether this epoch has the lowest validation negative log-likelihood so far; false without validation rows.</summary>
    public bool IsBest { get; init; }

    /// <summary>Training rows per second over this epoch, validation not counted.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>The time since training began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The time that the remaining epochs will take at the average pace so far.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>The report as one line of a log.</summary>
    /// <returns>One line: the epoch, the evidence lower bound and its parts, what validation gave, the pace, and the time left.</returns>
    public override string ToString()
    {
        string validation = ValidationNegativeLogLikelihood is null ? ""
            : $", validation NLL {ValidationNegativeLogLikelihood:F4}, accuracy {ValidationAccuracy:P2}";
        return $"Epoch {Epoch}/{EpochCount}: ELBO {EvidenceLowerBound:F1} nats, NLL {NegativeLogLikelihood:F4} nats/row, " +
            $"KL {KullbackLeiblerDivergence:F0} nats{validation}, {RowsPerSecond:F0} rows/s, {Remaining:hh\\:mm\\:ss} left";
    }
}
