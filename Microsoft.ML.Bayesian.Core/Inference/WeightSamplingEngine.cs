namespace Microsoft.ML.Bayesian;

/// <summary>Draws whole sets of weights from the posterior and averages the networks that they give.</summary>
internal sealed class WeightSamplingEngine(Posterior posterior, InferenceOptions options) : PredictiveEngine(posterior, options)
{
    private protected override void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, CancellationToken cancellation) =>
        throw new NotImplementedException();
}
