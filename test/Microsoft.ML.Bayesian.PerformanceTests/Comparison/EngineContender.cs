namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>One of this library's engines.</summary>
internal sealed class EngineContender(string name, Posterior posterior, InferenceMethod method, int samples, bool cached) : IContender
{
    private readonly PredictiveEngine engine = PredictiveEngine.Create(posterior, Options(method, samples, cached));

    /// <summary>Precision, then method.</summary>
    public string Name => name;

    /// <summary>The contenders of a network: every method that there is. Weight sampling draws anew in every call, and once more with draws kept, as the others keep what fits.</summary>
    public static IEnumerable<EngineContender> All(BenchmarkNetwork network, int samples)
    {
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>().Where(method => method != InferenceMethod.Auto))
            yield return new("float32." + NameOf(method), network.Single, method, samples, cached: method != InferenceMethod.WeightSampling);
        yield return new("float32.cached", network.Single, InferenceMethod.WeightSampling, samples, cached: true);
        yield return new("jq4.sampling", network.Joint4, InferenceMethod.WeightSampling, samples, cached: false);
        yield return new("jq4.cached", network.Joint4, InferenceMethod.WeightSampling, samples, cached: true);
    }

    public (float[] Probabilities, float[] Epistemic) Predict(float[] rows)
    {
        int count = rows.Length / engine.Posterior.Network.InputCount;
        var probabilities = new float[count * engine.Posterior.Network.ClassCount];
        var uncertainties = new PredictiveUncertainty[count];
        engine.Predict(rows, probabilities, uncertainties);
        return (probabilities, [.. uncertainties.Select(uncertainty => uncertainty.Epistemic)]);
    }

    public void Dispose()
    {
    }

    private static InferenceOptions Options(InferenceMethod method, int samples, bool cached)
    {
        var options = new InferenceOptions { Method = method, SampleCount = samples };
        return cached ? options : options with { SampleCacheBytes = 0 };
    }

    private static string NameOf(InferenceMethod method) => method.ToString() switch
    {
        "WeightSampling" => "sampling",
        "LocalReparameterization" => "localReparameterization",
        "MomentPropagation" => "moments",
        "CovariancePropagation" => "covariance",
        string name => char.ToLowerInvariant(name[0]) + name[1..],
    };
}
