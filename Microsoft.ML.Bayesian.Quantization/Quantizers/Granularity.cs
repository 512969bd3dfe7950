namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>What shares one step size.</summary>
public enum Granularity
{
    /// <summary>All weights of a layer.</summary>
    PerTensor = 0,

    /// <summary>The weights of one output channel: one row of a dense layer, one filter of a convolution.</summary>
    PerOutputChannel = 1,
}
