namespace Microsoft.ML.Bayesian;

/// <summary>What <see cref="InferenceMethod.Auto"/> comes to.</summary>
internal static class MethodChoice
{
    /// <summary>
    /// The cheaper of the two methods that are exact for every row and need no bank of weights, by multiply–adds per row. The memory
    /// that may be used decides nothing: it must not change an answer.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The number of samples; where it is adaptive, weights are sampled.</param>
    public static InferenceMethod For(NetworkArchitecture network, InferenceOptions options)
    {
        if (options.Adaptive is not null || network.ParameterizedLayers.Any(layer => layer.Definition is not Dense))
            return InferenceMethod.WeightSampling;
        double first = network.ParameterizedLayers.First().WeightCount, above = network.ParameterizedLayers.Skip(1).Sum(layer => (double)layer.WeightCount);
        double samples = options.SampleCount, weightSampling = samples * (first + above), localReparameterization = 2 * first + samples * 2 * above;
        return localReparameterization <= weightSampling ? InferenceMethod.LocalReparameterization : InferenceMethod.WeightSampling;
    }
}
