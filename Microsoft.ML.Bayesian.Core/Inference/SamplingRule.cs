namespace Microsoft.ML.Bayesian;

/// <summary>
/// How a posterior's weights are drawn and used, where it is not simply from N(μ, σ²) in single precision. A posterior that has a rule
/// is scored by the rule's engine. Immutable and safe to share between threads.
/// </summary>
internal abstract class SamplingRule
{
    /// <summary>The bytes that the rule's tables and step sizes take in memory.</summary>
    internal abstract long ByteCount { get; }

    /// <summary>The name of the rule in a model file: four printable ASCII characters, known to <see cref="SamplingRuleKinds"/>.</summary>
    internal abstract string Kind { get; }

    /// <summary>Writes what the reader registered for <see cref="Kind"/> expects, little-endian.</summary>
    internal abstract void WritePayload(BinaryWriter writer);

    /// <summary>Creates the engine that draws by this rule.</summary>
    /// <param name="posterior">The posterior that has this rule.</param>
    /// <param name="options">The options.</param>
    internal abstract PredictiveEngine CreateEngine(Posterior posterior, InferenceOptions options);

    /// <summary>What the rule's engine draws, as plain numbers; see <see cref="DrawnTensors"/>.</summary>
    /// <param name="posterior">The posterior that has this rule.</param>
    /// <param name="options">The seed.</param>
    internal abstract Func<int, (float[] Weight, float[] Bias)[]> Draws(Posterior posterior, InferenceOptions options);
}
