namespace Microsoft.ML.Bayesian;

/// <summary>How a model scores. Stored with the model, so that the same row gets the same answer wherever it is scored.</summary>
/// <example><code>var options = new InferenceOptions { SampleCount = 400, Seed = 7 };</code></example>
public sealed record InferenceOptions
{
    /// <summary>The method; <see cref="InferenceMethod.Auto"/> unless given.</summary>
    public InferenceMethod Method
    {
        get;
        init => field = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Method must be one of {string.Join(", ", Enum.GetNames<InferenceMethod>())}, but it is {value}.");
    }

    /// <summary>
    /// The number of samples per prediction, 1 to 1,000,000; 100 unless given. Samples are draws of weights or of pre-activations, and
    /// of logits where the method propagates moments.
    /// </summary>
    public int SampleCount
    {
        get;
        init => field = value is >= 1 and <= 1_000_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"SampleCount must be between 1 and 1,000,000, but it is {value}.");
    } = 100;

    /// <summary>The seed that every draw is a function of.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Whether the epistemic uncertainty is multiplied by S/(S − 1), where S is <see cref="SampleCount"/>; not unless given. The
    /// entropy of a mean of S samples is too small on average, by ½·Σ Var[p]/p̄ over S, which is the epistemic uncertainty over S where
    /// the samples differ little. The factor takes that away; where they differ much it takes away a part (docs/inference.md has figures). The aleatoric
    /// uncertainty has no such bias and stays; the total rises with the epistemic one, up to the logarithm of the number of classes,
    /// and is then no longer the entropy of the probabilities.
    /// </summary>
    public bool CorrectSampleBias { get; init; }

    /// <summary>
    /// When to stop drawing for a row before <see cref="SampleCount"/> is reached; never unless given. Serves weight sampling, which <see cref="InferenceMethod.Auto"/> then is.
    /// </summary>
    public AdaptiveSampling? Adaptive { get; init; }

    /// <summary>
    /// The memory that drawn weights or noise may be kept in between predictions, in bytes; 64 MiB unless given. Where all samples fit, they
    /// are drawn once, on the first prediction; otherwise they are drawn again for each block of rows. The results are the same.
    /// Not stored with the model.
    /// </summary>
    public long SampleCacheBytes
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"SampleCacheBytes must be at least 0, but it is {value}.");
    } = 64L << 20;
}
