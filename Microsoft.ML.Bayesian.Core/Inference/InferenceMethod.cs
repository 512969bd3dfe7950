namespace Microsoft.ML.Bayesian;

/// <summary>How class probabilities are computed from a posterior. The numbers are part of the model file format.</summary>
public enum InferenceMethod
{
    /// <summary>The library chooses by network and posterior.</summary>
    Auto = 0,

    /// <summary>Weights are drawn from the posterior and each draw is run as an ordinary network; the reference method.</summary>
    WeightSampling = 1,
}
