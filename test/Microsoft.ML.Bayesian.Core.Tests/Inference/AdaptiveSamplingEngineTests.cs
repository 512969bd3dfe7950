using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Rows are settled and taken out of their tiles: what every engine keeps is kept all the same.</summary>
[TestClass]
public sealed class AdaptiveSamplingEngineTests : PredictiveEngineContract
{
    private const double Tolerance = 0.1;

    public override PredictiveEngine Create(Posterior posterior, InferenceOptions options) =>
        PredictiveEngine.Create(posterior, options with { SampleCount = 8 * options.SampleCount, Adaptive = new() { EpistemicTolerance = Tolerance } });

    // A row stops when it is settled, and not when it is exact.
    protected override double Bias(NetworkArchitecture network) => Tolerance;
}
