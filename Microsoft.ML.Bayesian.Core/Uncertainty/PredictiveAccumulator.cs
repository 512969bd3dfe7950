namespace Microsoft.ML.Bayesian;

/// <summary>
/// Decomposes the uncertainty of one row from the class probabilities of many weight samples, sample by sample, in constant memory:
/// total = H(mean p), aleatoric = mean H(p), epistemic = total − aleatoric (Depeweg et al., 2018), in nats, epistemic never below 0.
/// </summary>
/// <example>
/// <code>
/// var accumulator = new PredictiveAccumulator(classCount: 2);
/// accumulator.Add([0.9f, 0.1f]);
/// accumulator.Add([0.2f, 0.8f]);
/// PredictiveUncertainty uncertainty = accumulator.Uncertainty();   // epistemic > 0: the samples disagree
/// </code>
/// </example>
public sealed class PredictiveAccumulator
{
    // Wide enough for rounding over many classes, narrow enough to catch logits and percentages.
    private const float SumTolerance = 1e-3f;

    private readonly double[] probabilitySums;
    private double entropySum;

    /// <summary>Creates an empty accumulator.</summary>
    /// <param name="classCount">The number of classes, at least 2.</param>
    public PredictiveAccumulator(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        probabilitySums = new double[classCount];
    }

    /// <summary>The number of samples added so far.</summary>
    public int SampleCount { get; private set; }

    /// <summary>Adds the class probabilities of one weight sample.</summary>
    /// <param name="probabilities">One probability per class, each in [0, 1], with sum 1.</param>
    /// <exception cref="ArgumentException">The number of probabilities is wrong, one of them is not in [0, 1], or their sum is not 1.</exception>
    public void Add(ReadOnlySpan<float> probabilities)
    {
        if (probabilities.Length != probabilitySums.Length)
            throw new ArgumentException($"There are {probabilitySums.Length} classes, but {probabilities.Length} probabilities were given.", nameof(probabilities));
        float sum = 0;
        foreach (float probability in probabilities)
        {
            if (!(probability is >= 0 and <= 1))
                throw new ArgumentException($"A probability must be in [0, 1], but one is {probability}.", nameof(probabilities));
            sum += probability;
        }

        if (MathF.Abs(sum - 1) > SumTolerance)
            throw new ArgumentException($"Probabilities must sum to 1, but their sum is {sum}.", nameof(probabilities));

        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilitySums[i] += probabilities[i];
            entropySum += Entropy.Term(probabilities[i]);
        }

        SampleCount++;
    }

    /// <summary>Adds the outputs of one weight sample before the softmax; the largest is subtracted first, so that none overflows.</summary>
    /// <param name="logits">One finite logit per class.</param>
    /// <exception cref="ArgumentException">The number of logits is wrong, or one of them is not finite.</exception>
    public void AddLogits(ReadOnlySpan<float> logits)
    {
        if (logits.Length != probabilitySums.Length)
            throw new ArgumentException($"There are {probabilitySums.Length} classes, but {logits.Length} logits were given.", nameof(logits));
        if (logits.IndexOfAnyExceptFinite() is var bad and >= 0)
            throw new ArgumentException($"A logit must be finite, but logit {bad} is {logits[bad]}.", nameof(logits));

        Entropy.AddLogits(logits, 1, probabilitySums, ref entropySum);
        SampleCount++;
    }

    /// <summary>The mean probability of each class.</summary>
    /// <returns>One probability per class, in a new array; they sum to 1 if those of every sample do.</returns>
    /// <exception cref="InvalidOperationException">No sample was added.</exception>
    public double[] MeanProbabilities() => SampleCount > 0
        ? [.. probabilitySums.Select(sum => sum / SampleCount)]
        : throw new InvalidOperationException("There is no mean before the first sample; call Add first.");

    /// <summary>The uncertainty of the row, in nats.</summary>
    /// <returns>Total, epistemic and aleatoric uncertainty of the samples so far.</returns>
    /// <exception cref="InvalidOperationException">No sample was added.</exception>
    public PredictiveUncertainty Uncertainty() => SampleCount > 0
        ? Entropy.Decompose(probabilitySums, entropySum, SampleCount)
        : throw new InvalidOperationException("There is no uncertainty before the first sample; call Add first.");
}
